package io.valve4j.cli.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.valve4j.ValveManager;
import io.valve4j.jdbc.JdbcStore;
import java.nio.file.Path;

/** Where a demo keeps subscriptions and usage: in a file, so that the next one finds them, or nowhere. */
public sealed interface Storage {

    /** Nowhere: all is forgotten at the end. */
    Storage MEMORY = new Memory();

    /** In an H2 database of the demo's own, in the user's home. */
    static Storage usual(String demo) {
        return in(Path.of(System.getProperty("user.home"), ".valve4j", "demo-" + demo));
    }

    /** In an H2 database of this path, to which {@code .mv.db} is added. */
    static Storage in(Path database) {
        return new File(database.toAbsolutePath());
    }

    /**
     * Plays with a manager whose store is here, and closes both.
     *
     * @return what the play returned
     * @throws StorageException if it cannot be opened, say since another demo has it, or failed meanwhile: the play's own outcome
     *     means nothing then
     */
    boolean with(Play play) throws InterruptedException;

    /** Says where it is, in a sentence. */
    String told();

    /** What is played with a manager. */
    @FunctionalInterface
    interface Play {

        boolean with(ValveManager valve) throws InterruptedException;
    }

    /** See {@link #MEMORY}. */
    record Memory() implements Storage {

        @Override
        public boolean with(Play play) throws InterruptedException {
            try (ValveManager valve = ValveManager.create()) {
                return play.with(valve);
            }
        }

        @Override
        public String told() {
            return "subscriptions and usage are kept in memory, and forgotten at the end";
        }
    }

    /**
     * An H2 database.
     *
     * @param database its path, without the end {@code .mv.db}
     */
    record File(Path database) implements Storage {

        private static final String WAYS_OUT =
                "remove it if only demos have written there, name another file with --store, or"
                        + " keep nothing with --memory.";

        @Override
        public boolean with(Play play) throws InterruptedException {
            try (HikariDataSource pool = open()) {
                StoreTrouble trouble = new StoreTrouble();
                boolean outcome;
                try (ValveManager valve = ValveManager.builder()
                        .store(migrated(pool))
                        .listener(trouble)
                        .build()) {
                    outcome = play.with(valve);
                } catch (RuntimeException failure) {
                    throw trouble.first().<RuntimeException>map(this::broken).orElse(failure);
                }
                trouble.first().ifPresent(failure -> {
                    throw broken(failure);
                });
                return outcome;
            }
        }

        private HikariDataSource open() {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl("jdbc:h2:file:" + database);
            try {
                return new HikariDataSource(config);
            } catch (PoolInitializationException failure) {
                throw new StorageException(
                        file() + " cannot be opened. If another demo is running, wait for its end; else " + WAYS_OUT
                                + " (" + failure.getMessage() + ")",
                        failure);
            }
        }

        private JdbcStore migrated(HikariDataSource pool) {
            try {
                JdbcStore.migrate(pool);
                return JdbcStore.open(pool);
            } catch (RuntimeException failure) {
                throw broken(failure);
            }
        }

        private StorageException broken(Throwable failure) {
            return new StorageException(
                    file() + " was opened, but does not work. Go on so: " + WAYS_OUT + " (" + failure.getMessage()
                            + ")",
                    failure);
        }

        @Override
        public String told() {
            return "subscriptions and usage are kept in " + file()
                    + ": the next demo finds them (--memory keeps nothing)";
        }

        private String file() {
            return database + ".mv.db";
        }
    }
}
