package io.valve4j.engines;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server: started from its binaries on a free port, with a data directory of its own, and stopped when the JVM
 * ends; or one that runs elsewhere. Survives {@link #kill} as a server should that loses its power: what was committed is there
 * after {@link #restart}.
 *
 * <p>Its methods are for one thread, except for those that connect.
 */
public final class PostgresEngine extends SqlEngine {

    private static final String EXTERNAL = "VALVE4J_TEST_POSTGRES_URL";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String url;
    private final @Nullable Path directory;
    private final int port;
    private final boolean durable;
    private @Nullable EmbeddedPostgres server;

    private PostgresEngine(String url) {
        this.url = url;
        this.directory = null;
        this.port = 0;
        this.durable = true;
    }

    private PostgresEngine(Path directory, int port, boolean durable) {
        this.url = "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
        this.directory = directory;
        this.port = port;
        this.durable = durable;
        this.server = launch();
    }

    /** Starts a fresh one, that keeps what was committed even when the power fails, as production does. */
    public static PostgresEngine start() {
        return start(true);
    }

    private static PostgresEngine start(boolean durable) {
        try {
            Path directory = Files.createTempDirectory("valve4j-postgres");
            PostgresEngine engine = new PostgresEngine(directory, freePort(), durable);
            Runtime.getRuntime().addShutdownHook(new Thread(engine::close, "stop PostgreSQL"));
            return engine;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make a directory for PostgreSQL", failure);
        }
    }

    /**
     * The one of this JVM: started at the first call, without waiting for the disk, which is slow where tests run; or the one whose JDBC
     * URL is in VALVE4J_TEST_POSTGRES_URL.
     */
    public static PostgresEngine shared() {
        return Shared.ENGINE;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String freshUrl() {
        return withDatabase(url, createDatabase(url));
    }

    /** Connections without a pool. */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    /** Ends all its processes at once (SIGKILL): nothing is written any more, no connection is closed properly. */
    public synchronized void kill() {
        running();
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /** Starts it again, on the same port and data, if it was killed; otherwise stops it first. Recovers what was committed. */
    public synchronized void restart() {
        stop(running());
        server = launch();
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            stop(server);
            server = null;
            delete();
        }
    }

    private EmbeddedPostgres running() {
        if (server == null) {
            throw new IllegalStateException("this PostgreSQL was not started here, or is closed: " + url);
        }
        return server;
    }

    /** By the file that the server itself writes: what was started here may be a wrapper that has ended. */
    private ProcessHandle postmaster() {
        Path file = data().resolve("postmaster.pid");
        try (Stream<String> lines = Files.lines(file)) {
            long id = Long.parseLong(lines.findFirst().orElse("").strip());
            return ProcessHandle.of(id).orElseThrow(() -> new IllegalStateException("PostgreSQL has ended: " + id));
        } catch (IOException failure) {
            throw new UncheckedIOException("PostgreSQL does not run: cannot read " + file, failure);
        }
    }

    private EmbeddedPostgres launch() {
        try {
            // The hook of the library would not know of a restart. It is fast by default, and loses what was just
            // committed.
            return EmbeddedPostgres.builder()
                    .setDataDirectory(data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port)
                    .setPGStartupWait(PATIENCE)
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("fsync", durable ? "on" : "off")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start PostgreSQL in " + directory, failure);
        }
    }

    private Path data() {
        if (directory == null) {
            throw new IllegalStateException("this PostgreSQL was not started here: " + url);
        }
        return directory.resolve("data");
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot stop PostgreSQL", failure);
        }
    }

    private void delete() {
        if (directory != null) {
            Directories.delete(directory);
        }
    }

    private static final class Shared {
        static final PostgresEngine ENGINE = external();

        private static PostgresEngine external() {
            String given = System.getenv(EXTERNAL);
            return given == null || given.isBlank() ? start(false) : new PostgresEngine(given);
        }
    }
}
