/** Keeps subscriptions and usage in Redis or Valkey. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"
}) // Lettuce has no module descriptor, but a name of its own
module io.valve4j.redis {
    requires transitive io.valve4j;
    requires transitive io.valve4j.guard;
    requires transitive lettuce.core;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.valve4j.redis;
}
