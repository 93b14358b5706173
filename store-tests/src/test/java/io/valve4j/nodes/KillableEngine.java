package io.valve4j.nodes;

import io.valve4j.engines.PostgresEngine;
import io.valve4j.engines.RedisEngine;
import io.valve4j.jdbc.JdbcStore;

/**
 * An engine of one test's own, which it may kill, and which keeps what it has acknowledged.
 *
 * @param address where it listens
 * @param kill ends it at once
 * @param restart starts it again, on the same port and data
 * @param end stops it for good
 */
record KillableEngine(String address, Runnable kill, Runnable restart, Runnable end) implements AutoCloseable {

    static KillableEngine start(Engine engine) {
        return switch (engine) {
            case POSTGRES -> {
                PostgresEngine server = PostgresEngine.start();
                JdbcStore.migrate(server.dataSource());
                yield new KillableEngine(server.url(), server::kill, server::restart, server::close);
            }
            case REDIS -> {
                RedisEngine server = RedisEngine.startDurable();
                yield new KillableEngine(server.uri(), server::kill, server::restart, server::close);
            }
        };
    }

    @Override
    public void close() {
        end.run();
    }
}
