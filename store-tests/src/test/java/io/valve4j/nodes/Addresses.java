package io.valve4j.nodes;

import io.valve4j.engines.PostgresEngine;
import io.valve4j.engines.RedisEngine;
import io.valve4j.engines.TcpProxy;
import io.valve4j.jdbc.JdbcStore;
import java.net.URI;

/** Where the engines of this JVM listen: started when first asked for, with tables where those are needed. */
final class Addresses {

    private Addresses() {}

    static String of(Engine engine) {
        return switch (engine) {
            case POSTGRES -> Postgres.URL;
            case REDIS -> RedisEngine.shared();
        };
    }

    /** A network to the engine that can be made to hang. */
    static TcpProxy network(Engine engine) {
        URI uri = uri(engine);
        return TcpProxy.to(uri.getHost(), uri.getPort());
    }

    /** The engine's address as it is at the other end of a network. */
    static String of(Engine engine, TcpProxy network) {
        URI uri = uri(engine);
        return of(engine).replace(uri.getHost() + ":" + uri.getPort(), "localhost:" + network.port());
    }

    private static URI uri(Engine engine) {
        return URI.create(of(engine).replaceFirst("^jdbc:", ""));
    }

    private static final class Postgres {

        static final String URL = migrated();

        private static String migrated() {
            PostgresEngine engine = PostgresEngine.shared();
            JdbcStore.migrate(engine.dataSource());
            return engine.url();
        }
    }
}
