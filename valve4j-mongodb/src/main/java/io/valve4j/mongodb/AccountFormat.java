package io.valve4j.mongodb;

import io.valve4j.mongodb.Pledge.Done;
import io.valve4j.mongodb.Pledge.Hold;
import io.valve4j.mongodb.Pledge.Remembered;
import io.valve4j.store.Charge;
import io.valve4j.store.CounterKey;
import io.valve4j.store.Posting;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.BSONException;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Accounts as documents. What is said here of fields is what the page {@code docs/mongodb.md} shows. */
final class AccountFormat {

    private AccountFormat() {}

    /** All of a document but its {@code _id} and its version. */
    static BsonDocument write(Account account, Instant now) {
        BsonDocument document = new BsonDocument("user", new BsonString(Names.written(account.userId)));
        if (account.saved != null) {
            document.append("subscription", account.saved.subscription()).append("event", account.saved.event());
        }
        BsonDocument counters = new BsonDocument();
        account.counters.forEach((key, counter) -> counters.append(Names.field(key), writeCounter(key, counter)));
        document.append("counters", counters)
                .append("holds", list(account.holds, AccountFormat::writeHold))
                .append("heldOn", list(account.heldOn(now).toList(), key -> new BsonString(Names.field(key))))
                .append("keys", list(account.keys, AccountFormat::writeKey))
                .append("ids", list(account.ids, AccountFormat::writeDone))
                .append("touched", instant(account.touched));
        Instant purgeAt = account.purgeAt();
        if (purgeAt != null) {
            document.append("purgeAt", new BsonDateTime(ceilMillis(purgeAt)));
        }
        return document;
    }

    /**
     * The account that was written.
     *
     * @throws IllegalStateException if the document is broken
     */
    static Account read(BsonDocument document) {
        try {
            return account(document);
        } catch (BSONException | IllegalArgumentException | DateTimeException broken) {
            throw new IllegalStateException(
                    "the document with the _id " + document.get("_id") + " is broken: somebody else wrote there",
                    broken);
        }
    }

    private static Account account(BsonDocument document) {
        Account account = new Account(Names.read(text(document, "user")));
        if (document.containsKey("subscription")) {
            account.saved = new Revision(document.getDocument("subscription"), document.getDocument("event"));
        }
        document.getDocument("counters").values().forEach(each -> {
            BsonDocument counter = each.asDocument();
            long used = number(counter, "used");
            account.counters.put(counterKey(counter), new Counter(used, used + number(counter, "slack"), end(counter)));
        });
        each(
                document,
                "holds",
                hold -> account.holds.add(new Hold(id(hold, "id"), postings(hold), readInstant(hold.get("lapsesAt")))));
        each(
                document,
                "keys",
                key -> account.keys.add(new Remembered(
                        new Charge.ReplayKey(Names.read(text(key, "key")), Names.read(text(key, "demand"))),
                        id(key, "charge"),
                        postings(key),
                        readInstant(key.get("until")))));
        each(
                document,
                "ids",
                done -> account.ids.add(
                        new Done(id(done, "id"), done.containsKey("postings") ? postings(done) : null)));
        account.touched = readInstant(document.get("touched"));
        return account;
    }

    private static BsonDocument writeCounter(CounterKey key, Counter counter) {
        return writeKey(key, counter.end())
                .append("used", new BsonInt64(counter.used()))
                .append("slack", new BsonInt64(counter.peak() - counter.used()));
    }

    private static BsonDocument writeHold(Hold hold) {
        return new BsonDocument("id", new BsonBinary(hold.id()))
                .append("postings", list(hold.postings(), AccountFormat::writePosting))
                .append("lapsesAt", instant(hold.lapsesAt()));
    }

    private static BsonDocument writeKey(Remembered key) {
        return new BsonDocument("key", new BsonString(Names.written(key.key().key())))
                .append("demand", new BsonString(Names.written(key.key().demand())))
                .append("charge", new BsonBinary(key.charge()))
                .append("postings", list(key.postings(), AccountFormat::writePosting))
                .append("until", instant(key.until()));
    }

    private static BsonDocument writeDone(Done done) {
        BsonDocument document = new BsonDocument("id", new BsonBinary(done.id()));
        return done.postings() == null
                ? document
                : document.append("postings", list(done.postings(), AccountFormat::writePosting));
    }

    private static BsonDocument writePosting(Posting posting) {
        return writeKey(posting.key(), posting.end()).append("amount", new BsonInt64(posting.amount()));
    }

    private static BsonDocument writeKey(CounterKey key, @Nullable Instant end) {
        return new BsonDocument("quota", new BsonString(Names.written(key.quota())))
                .append("grant", new BsonString(Names.written(key.grant())))
                .append("window", new BsonInt64(key.windowStartMillis()))
                .append("generation", new BsonInt64(key.generation()))
                .append("end", end == null ? BsonNull.VALUE : instant(end));
    }

    private static CounterKey counterKey(BsonDocument from) {
        return new CounterKey(
                Names.read(text(from, "quota")),
                Names.read(text(from, "grant")),
                number(from, "window"),
                number(from, "generation"));
    }

    private static List<Posting> postings(BsonDocument from) {
        List<Posting> postings = new ArrayList<>();
        each(from, "postings", each -> postings.add(new Posting(counterKey(each), number(each, "amount"), end(each))));
        return List.copyOf(postings);
    }

    private static @Nullable Instant end(BsonDocument from) {
        return from.isNull("end") ? null : readInstant(from.get("end"));
    }

    private static <T> BsonArray list(List<T> all, Function<T, BsonValue> write) {
        return new BsonArray(all.stream().map(write).toList());
    }

    private static void each(BsonDocument from, String field, Consumer<BsonDocument> read) {
        from.getArray(field).forEach(each -> read.accept(each.asDocument()));
    }

    /** A date where that holds all of it; else text: dates have milliseconds, instants nanoseconds. */
    static BsonValue instant(Instant instant) {
        try {
            long millis = instant.toEpochMilli();
            return Instant.ofEpochMilli(millis).equals(instant) ? new BsonDateTime(millis) : text(instant);
        } catch (ArithmeticException tooFar) {
            return text(instant);
        }
    }

    private static BsonString text(Instant instant) {
        return new BsonString(instant.toString());
    }

    private static Instant readInstant(@Nullable BsonValue value) {
        if (value instanceof BsonDateTime date) {
            return Instant.ofEpochMilli(date.getValue());
        }
        if (value instanceof BsonString text) {
            return Instant.parse(text.getValue());
        }
        throw new IllegalStateException("a stored instant is broken: it is " + value);
    }

    /** The first millisecond that is not before it; as far as milliseconds go. */
    static long ceilMillis(Instant instant) {
        try {
            long millis = instant.toEpochMilli();
            return Instant.ofEpochMilli(millis).isBefore(instant) ? millis + 1 : millis;
        } catch (ArithmeticException tooFar) {
            return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static long number(BsonDocument from, String field) {
        return from.getNumber(field).longValue();
    }

    private static String text(BsonDocument from, String field) {
        return from.getString(field).getValue();
    }

    private static UUID id(BsonDocument from, String field) {
        return from.getBinary(field).asUuid();
    }
}
