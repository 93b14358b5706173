package io.valve4j.engines;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import org.jspecify.annotations.Nullable;

/**
 * Something that speaks MongoDB's wire protocol: a server in this process, in memory; or the real one at the URI in the
 * environment variable {@value #URI_VARIABLE}, which must be a replica set or a sharded cluster.
 *
 * <p>The server in this process knows neither pipeline updates nor transactions, and ignores read and write concerns.
 */
public final class MongoEngine implements AutoCloseable {

    /** Names a real server to use in place of the one in this process. */
    public static final String URI_VARIABLE = "VALVE4J_TEST_MONGODB_URI";

    private final @Nullable MongoServer server;
    private final String uri;

    private MongoEngine(@Nullable MongoServer server, String uri) {
        this.server = server;
        this.uri = uri;
    }

    /** A fresh one on a free port. Its threads end with the JVM. */
    public static MongoEngine start() {
        MongoServer server = new MongoServer(new MemoryBackend());
        String uri = server.bindAndGetConnectionString();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        return new MongoEngine(server, uri);
    }

    /** The one that all tests of this JVM share. Never closed. */
    public static MongoEngine shared() {
        return Shared.ENGINE;
    }

    /** Where it listens, for the driver. */
    public String uri() {
        return uri;
    }

    /** Stops it, and forgets what it holds; leaves a real one alone. */
    @Override
    public void close() {
        if (server != null) {
            server.shutdownNow();
        }
    }

    private static final class Shared {

        static final MongoEngine ENGINE = find();

        private static MongoEngine find() {
            String uri = System.getenv(URI_VARIABLE);
            return uri == null || uri.isBlank() ? start() : new MongoEngine(null, uri);
        }
    }
}
