package io.valve4j.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.valve4j.guard.GuardedStore;
import io.valve4j.internal.check.Checks;
import io.valve4j.store.ForwardingStore;
import java.time.InstantSource;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Keeps subscriptions and usage in MongoDB 4.4 or later: a replica set, of one server if need be, or a sharded cluster.
 *
 * <p>All of a user is one document, so that each step is one atomic write. A charge of one quota is one
 * {@code findOneAndUpdate}, also when several are taken at once; other steps read the document and write it if nobody else did
 * meanwhile, which costs two round trips, and two more for each conflict; a change of the subscription conflicts only with
 * another change. A document holds at most 1,000 counters, 1,000 holds that are not settled and 1,000 idempotency keys; a charge that would add one more fails with an {@link IllegalStateException} that says so.
 *
 * <p>Writes are acknowledged by the majority, and what decides is read from the primary ({@code linearizable}), whatever the
 * client's own settings are. The server's clock decides. Every call ends within the times of the guard, by the driver's
 * timeout for operations: with a {@link MongoStoreException} if it is not done by then.
 *
 * <p>Thread-safe. Closing it leaves the client open, which is its owner's to close.
 */
public final class MongoStore extends ForwardingStore {

    private final DocumentStore documents;

    private MongoStore(DocumentStore documents, MongoOptions options) {
        super(GuardedStore.around(documents, options.guard().withSelfTimedStore()));
        this.documents = documents;
    }

    /** On a client's database of that name. Asks nothing of the server yet. */
    public static MongoStore open(MongoClient client, String database) {
        return open(Checks.notNull("the client", client).getDatabase(database));
    }

    /** On a database. Asks nothing of the server yet. */
    public static MongoStore open(MongoDatabase database) {
        return open(database, MongoOptions.DEFAULT);
    }

    /** On a database, as the options say. Asks nothing of the server yet. */
    public static MongoStore open(MongoDatabase database, MongoOptions options) {
        return open(database, options, null);
    }

    /**
     * For tests that move the time.
     *
     * @param time in the place of the server's
     */
    static MongoStore open(MongoDatabase database, MongoOptions options, @Nullable InstantSource time) {
        Checks.notNull("the database", database);
        Checks.notNull("the options", options);
        String name = options.collection();
        Users users = new Users(database, collection(database, name), new ServerTime(time));
        AuditTrail audit = new AuditTrail(collection(database, name + "_audit").withReadConcern(ReadConcern.MAJORITY));
        return new MongoStore(new DocumentStore(users, audit, options.guard()), options);
    }

    private static MongoCollection<BsonDocument> collection(MongoDatabase database, String name) {
        return database.getCollection(name, BsonDocument.class)
                .withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
                .withReadPreference(ReadPreference.primary())
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /**
     * Creates the index that lets {@link #purge} visit only documents in which something is over. Without it, a purge looks at
     * all. Does nothing if it is there.
     */
    public void createIndexes() {
        documents.createIndexes();
    }
}
