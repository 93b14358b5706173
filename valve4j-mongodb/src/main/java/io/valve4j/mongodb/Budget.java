package io.valve4j.mongodb;

import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;

/** The time that one call of the store has for all its commands together; the driver ends each command within what is left. */
final class Budget {

    private final Duration allowed;
    private final long startNanos = System.nanoTime();

    Budget(Duration allowed) {
        this.allowed = allowed;
    }

    Duration allowed() {
        return allowed;
    }

    MongoCollection<BsonDocument> within(MongoCollection<BsonDocument> collection) {
        return collection.withTimeout(millisLeft(), TimeUnit.MILLISECONDS);
    }

    MongoDatabase within(MongoDatabase database) {
        return database.withTimeout(millisLeft(), TimeUnit.MILLISECONDS);
    }

    private long millisLeft() {
        long left = allowed.minusNanos(System.nanoTime() - startNanos).toMillis();
        if (left <= 0) {
            throw new MongoTimeoutException("the time is used up");
        }
        return left;
    }
}
