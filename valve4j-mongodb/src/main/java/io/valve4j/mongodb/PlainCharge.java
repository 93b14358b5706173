package io.valve4j.mongodb;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.Pool;
import java.util.List;
import java.util.Objects;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What most charges are: units from one counter, used at once, with no idempotency key. It is one conditional update: the filter
 * decides, the update counts.
 *
 * <p>The counter's peak is the trouble, since an update without a pipeline cannot say "the larger of the two". So the document
 * has its slack instead: peak less use. Units come out of the slack first, and only what is more raises the peak. Which of
 * three updates is right depends on the slack, so the filter also says which slack the update is for. Where it is another,
 * nothing matches, and the caller looks and tries again.
 */
final class PlainCharge {

    private final Charge charge;
    private final Pool pool;
    private final long amount;
    private final String field;
    private final String path;

    private PlainCharge(Charge charge, ChargeLine line) {
        this.charge = charge;
        pool = line.pools().get(0);
        amount = line.amount();
        field = Names.field(pool.key());
        path = "counters." + field;
    }

    /** Null if the charge is more than that. */
    static @Nullable PlainCharge of(Charge charge) {
        return charge.isPlain() ? new PlainCharge(charge, charge.lines().get(0)) : null;
    }

    long amount() {
        return amount;
    }

    /** Same for same counters of same users. */
    int hash() {
        return Objects.hash(charge.userId(), field);
    }

    /** Whether one update can do it, where the charge fits; otherwise the document is to be written whole. */
    boolean suits(BsonDocument user) {
        BsonValue counter = user.getDocument("counters").get(field);
        return counter != null
                && !user.getArray("heldOn").contains(new BsonString(field))
                && counter.asDocument().getInt64("used").longValue() <= mostUsed()
                && end().equals(counter.asDocument().get("end"));
    }

    long slack(BsonDocument user) {
        return user.getDocument("counters").getDocument(field).getInt64("slack").longValue();
    }

    /** What must be so of the document: one that has the counter, on which no hold takes room. */
    BsonDocument filter(String key, long slack, ServerTime time) {
        BsonDocument filter = new BsonDocument("_id", new BsonString(key))
                .append(path + ".used", new BsonDocument("$lte", new BsonInt64(mostUsed())))
                .append(path + ".slack", amount <= slack ? atLeast(amount) : new BsonInt64(slack))
                .append(path + ".end", end())
                .append("heldOn", not(new BsonString(field)))
                .append("ids.id", not(new BsonBinary(charge.id())));
        if (charge.expectedRevision() != 0) {
            filter.append("subscription.revision", new BsonInt64(charge.expectedRevision()));
        }
        return filter.append("$expr", valid(charge, time));
    }

    /** Sums that would pass the largest number are left to the whole document, where they stop there. */
    private long mostUsed() {
        return pool.limit() - amount;
    }

    private BsonValue end() {
        return pool.end() == null ? BsonNull.VALUE : AccountFormat.instant(pool.end());
    }

    private static BsonDocument atLeast(long amount) {
        return new BsonDocument("$gte", new BsonInt64(amount));
    }

    private static BsonDocument not(BsonValue value) {
        return new BsonDocument("$ne", value);
    }

    /** That the time lies in the charge's validity. Times have whole milliseconds there. */
    static BsonDocument valid(Charge charge, ServerTime time) {
        BsonArray both = new BsonArray();
        long from = AccountFormat.ceilMillis(charge.validity().from());
        both.add(compare("$gte", time, from));
        if (charge.validity().until() != null) {
            both.add(compare(
                    "$lt", time, AccountFormat.ceilMillis(charge.validity().until())));
        }
        return new BsonDocument("$and", both);
    }

    private static BsonDocument compare(String how, ServerTime time, long millis) {
        return new BsonDocument(how, new BsonArray(List.of(time.expression(), new BsonDateTime(millis))));
    }

    BsonDocument update(long slack, ServerTime time) {
        BsonDocument increments =
                new BsonDocument(path + ".used", new BsonInt64(amount)).append("version", new BsonInt64(1));
        BsonDocument update = new BsonDocument("$inc", increments);
        BsonDocument sets = new BsonDocument();
        if (slack >= amount) {
            increments.append(path + ".slack", new BsonInt64(-amount));
        } else if (slack > 0) {
            sets.append(path + ".slack", new BsonInt64(0));
        }
        if (time.instead() == null) {
            update.append("$currentDate", new BsonDocument("touched", BsonBoolean.TRUE));
        } else {
            sets.append("touched", time.expression());
        }
        if (!sets.isEmpty()) {
            update.append("$set", sets);
        }
        BsonDocument id = new BsonDocument("id", new BsonBinary(charge.id()));
        BsonDocument push = new BsonDocument("$each", new BsonArray(List.of(id)))
                .append("$slice", new BsonInt32(-Account.MOST_IDS));
        return update.append("$push", new BsonDocument("ids", push))
                .append("$min", new BsonDocument("purgeAt", ServerTime.date(time.idsAreOverAt())));
    }

    /** All that the answer needs. */
    BsonDocument projection() {
        return new BsonDocument("_id", new BsonInt32(0))
                .append(path + ".used", new BsonInt32(1))
                .append(path + ".slack", new BsonInt32(1));
    }

    /** The answer, given the counter as it was before the update. */
    ChargeResult.Admitted admitted(BsonDocument before) {
        BsonDocument counter = before.getDocument("counters").getDocument(field);
        long used = counter.getInt64("used").longValue();
        long peak = used + counter.getInt64("slack").longValue();
        long next = used + amount;
        CounterState after = new CounterState(pool.key(), next, 0, Math.max(peak, next));
        return new ChargeResult.Admitted(List.of(new Draw(amount, peak, after)));
    }
}
