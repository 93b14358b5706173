package io.valve4j.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.valve4j.engines.MongoEngine;
import io.valve4j.guard.Guard;
import java.time.Duration;
import java.util.UUID;

/** The database of this module's tests. */
final class TestDatabase {

    /** Patient, since builds share their machine with others. */
    static final Guard PATIENT = Guard.DEFAULT.timeout(Duration.ofSeconds(30)).patience(Duration.ofMinutes(1));

    private static final MongoClient CLIENT =
            MongoClients.create(MongoEngine.shared().uri());

    private TestDatabase() {}

    static MongoDatabase get() {
        return CLIENT.getDatabase("valve4j-test");
    }

    /** Options for collections that no other test has. */
    static MongoOptions fresh() {
        return MongoOptions.DEFAULT.collection("users-" + UUID.randomUUID()).guard(PATIENT);
    }
}
