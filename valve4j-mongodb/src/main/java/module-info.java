/** Keeps subscriptions and usage in MongoDB. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"
}) // the driver has no module descriptor, but names of its own
module io.valve4j.mongodb {
    requires transitive io.valve4j;
    requires transitive io.valve4j.guard;
    requires transitive org.mongodb.driver.sync.client;
    requires org.mongodb.bson;
    requires org.mongodb.driver.core;
    requires static org.jspecify;

    exports io.valve4j.mongodb;
}
