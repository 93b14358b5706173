package io.valve4j.cli.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.valve4j.jdbc.JdbcStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.ValveStore;
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
     * Opens it.
     *
     * @throws StorageException if it cannot be opened, say since another demo has it
     */
    Opened open();

    /** Says where it is, in a sentence. */
    String told();

    /**
     * A store that is open.
     *
     * @param store for a manager, which closes it
     * @param end lets go of what the store is on, after that
     */
    record Opened(ValveStore store, Runnable end) implements AutoCloseable {

        @Override
        public void close() {
            end.run();
        }
    }

    /** See {@link #MEMORY}. */
    record Memory() implements Storage {

        @Override
        public Opened open() {
            return new Opened(new InMemoryStore(), () -> {});
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

        @Override
        public Opened open() {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl("jdbc:h2:file:" + database);
            try {
                HikariDataSource pool = new HikariDataSource(config);
                JdbcStore.migrate(pool);
                return new Opened(JdbcStore.open(pool), pool::close);
            } catch (PoolInitializationException failure) {
                throw new StorageException(
                        file()
                                + " cannot be opened. If another demo is running, wait for its end; else name another file"
                                + " with --store, or keep nothing with --memory. (" + failure.getMessage() + ")",
                        failure);
            }
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
