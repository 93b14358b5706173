package io.valve4j.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import io.valve4j.store.Charge;
import io.valve4j.store.StoreKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The commands on users' documents, each within what is left of its call's time. */
final class Users {

    private static final int NO_SUCH_COMMAND = 59;
    private static final Bson SUBSCRIPTION = Projections.include("subscription.bytes");

    private final MongoDatabase database;
    private final MongoCollection<BsonDocument> users;
    private final MongoCollection<BsonDocument> several;
    private final ServerTime time;

    /** What this server calls the command that tells its time. */
    private volatile String hello = "hello";

    Users(MongoDatabase database, MongoCollection<BsonDocument> users, ServerTime time) {
        this.database = database;
        // What decides is one document, seen as the majority has it at this moment; of several ones there is no such
        // view.
        this.users = users.withReadConcern(ReadConcern.LINEARIZABLE);
        several = users.withReadConcern(ReadConcern.MAJORITY);
        this.time = time;
    }

    /**
     * A user's document.
     *
     * @param userId whose it is
     * @param document null if there is none
     * @param now the server's time when it was read
     */
    record Loaded(String userId, @Nullable BsonDocument document, Instant now) {

        /** A fresh one each time, to be changed. */
        Account account() {
            return document == null ? new Account(userId) : AccountFormat.read(document);
        }
    }

    Instant now(Budget budget) {
        Instant instead = time.instead();
        if (instead != null) {
            return instead;
        }
        BsonDocument answer;
        try {
            answer = ask(hello, budget);
        } catch (MongoCommandException failure) {
            if (failure.getCode() != NO_SUCH_COMMAND) {
                throw failure;
            }
            hello = "isMaster"; // as servers before 4.4.2 call it
            answer = ask(hello, budget);
        }
        return Instant.ofEpochMilli(answer.getDateTime("localTime").getValue());
    }

    private BsonDocument ask(String command, Budget budget) {
        return budget.within(database)
                .runCommand(new BsonDocument(command, new BsonInt32(1)), ReadPreference.primary(), BsonDocument.class);
    }

    /** The document and the time, in one command where there is a document. */
    Loaded load(String userId, Budget budget) {
        BsonDocument document = budget.within(users)
                .aggregate(List.of(
                        new BsonDocument("$match", byKey(StoreKey.of(userId))),
                        new BsonDocument("$addFields", new BsonDocument("now", new BsonString("$$NOW")))))
                .first();
        return document == null ? new Loaded(userId, null, now(budget)) : loaded(userId, document);
    }

    private Loaded loaded(String userId, BsonDocument document) {
        Instant instead = time.instead();
        Instant now = instead == null
                ? Instant.ofEpochMilli(document.getDateTime("now").getValue())
                : instead;
        document.remove("now");
        return new Loaded(userId, document, now);
    }

    /** The part of a user's document that holds the subscription. */
    Optional<BsonDocument> subscription(String userId, Budget budget) {
        BsonDocument document = budget.within(users)
                .find(byKey(StoreKey.of(userId)))
                .projection(SUBSCRIPTION)
                .first();
        return Optional.ofNullable(document)
                .filter(it -> it.containsKey("subscription"))
                .map(it -> it.getDocument("subscription"));
    }

    /**
     * Charges by one update.
     *
     * @param slack what the counter's slack is thought to be
     * @return the counter before it; null if the filter did not let it pass
     */
    @Nullable
    BsonDocument charge(String userId, PlainCharge charge, long slack, Budget budget) {
        return budget.within(users)
                .findOneAndUpdate(
                        charge.filter(StoreKey.of(userId), slack, time),
                        charge.update(slack, time),
                        new FindOneAndUpdateOptions()
                                .projection(charge.projection())
                                .returnDocument(ReturnDocument.BEFORE));
    }

    /**
     * Writes an account over the document that it was read from.
     *
     * @param charge whose validity must last; null if nothing depends on the time
     * @return false if the document is not the same any more, or the time is up; nothing is written then
     */
    boolean put(Loaded loaded, Account next, @Nullable Charge charge, Budget budget) {
        BsonDocument written = AccountFormat.write(next, loaded.now());
        if (loaded.document() == null) {
            return insert(loaded.userId(), written, budget);
        }
        long version = loaded.document().getInt64("version").longValue();
        BsonDocument filter = unchanged(loaded);
        if (charge != null) {
            filter.append("$expr", PlainCharge.valid(charge, time));
        }
        return budget.within(users)
                        .replaceOne(filter, written.append("version", new BsonInt64(version + 1)))
                        .getMatchedCount()
                == 1;
    }

    /**
     * Writes a revision over the one that was read. Charges meanwhile are no hindrance, so that who is charged all the time can be
     * stopped.
     *
     * @param expected the revision that was read; 0 if there was none
     * @return false if the subscription is not the same any more; nothing is written then
     */
    boolean save(Loaded loaded, Revision next, long expected, Budget budget) {
        if (loaded.document() == null) {
            Account first = new Account(loaded.userId());
            first.saved = next;
            return put(loaded, first, null, budget);
        }
        BsonValue same = expected == 0 ? new BsonDocument("$exists", BsonBoolean.FALSE) : new BsonInt64(expected);
        BsonDocument filter = byKey(StoreKey.of(loaded.userId())).append("subscription.revision", same);
        BsonDocument sets = new BsonDocument("subscription", next.subscription()).append("event", next.event());
        BsonDocument update =
                new BsonDocument("$set", sets).append("$inc", new BsonDocument("version", new BsonInt64(1)));
        return budget.within(users).updateOne(filter, update).getMatchedCount() == 1;
    }

    private boolean insert(String userId, BsonDocument written, Budget budget) {
        // Not 1: after a purge has deleted a document, no version of it may come again.
        long version = ThreadLocalRandom.current().nextLong(1L << 62);
        written.append("_id", new BsonString(StoreKey.of(userId))).append("version", new BsonInt64(version));
        try {
            budget.within(users).insertOne(written);
            return true;
        } catch (MongoWriteException failure) {
            if (Failures.isThere(failure)) {
                return false;
            }
            throw failure;
        }
    }

    /** Deletes a document of which nothing is left; false if it is not the same any more. */
    boolean delete(Loaded loaded, Budget budget) {
        return budget.within(users).deleteOne(unchanged(loaded)).getDeletedCount() == 1;
    }

    private static BsonDocument unchanged(Loaded loaded) {
        BsonDocument document = loaded.document();
        if (document == null) {
            throw new IllegalStateException("there is no document of user " + loaded.userId());
        }
        return byKey(StoreKey.of(loaded.userId())).append("version", document.get("version"));
    }

    private static BsonDocument byKey(String key) {
        return new BsonDocument("_id", new BsonString(key));
    }

    /** Documents in which something can be dropped, the longest overdue first. */
    FindIterable<BsonDocument> due(Instant now, Budget budget) {
        return budget.within(several)
                .find(Filters.lte("purgeAt", ServerTime.date(now)))
                .sort(Sorts.ascending("purgeAt"));
    }

    /** Those that have a subscription, ascending by key. */
    FindIterable<BsonDocument> subscribed(@Nullable String afterUserId, int most, Budget budget) {
        String after = afterUserId == null ? "" : StoreKey.of(afterUserId);
        return budget.within(several)
                .find(Filters.and(Filters.gt("_id", after), Filters.exists("subscription")))
                .projection(SUBSCRIPTION)
                .sort(Sorts.ascending("_id"))
                .limit(most);
    }

    void createIndexes(Budget budget) {
        budget.within(users).createIndex(Indexes.ascending("purgeAt"));
    }
}
