/** Gives every user of a multi-tenant service the share that their plan promises: rates, fair workers, quotas. */
@SuppressWarnings("module") // it does not see the modules to which it opens its checks
module io.valve4j {
    requires com.github.benmanes.caffeine;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.valve4j;
    exports io.valve4j.config;
    exports io.valve4j.event;
    exports io.valve4j.internal.check to
            io.valve4j.guard,
            io.valve4j.http,
            io.valve4j.jdbc,
            io.valve4j.micrometer,
            io.valve4j.mongodb,
            io.valve4j.redis;
    exports io.valve4j.internal.engine to
            io.valve4j.testkit;
    exports io.valve4j.internal.schedule to
            io.valve4j.testkit;
    exports io.valve4j.quota;
    exports io.valve4j.status;
    exports io.valve4j.store;
    exports io.valve4j.subscription;
    exports io.valve4j.task;
    exports io.valve4j.time;
}
