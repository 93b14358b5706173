package io.valve4j.examples;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.jdbc.JdbcStore;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Subscriptions and usage in a database: they are still there after a restart, and all nodes see the same.
 *
 * <p>A <em>store</em> is where they live. {@code JdbcStore} takes any {@code DataSource}; here that is a HikariCP pool on an H2 file,
 * elsewhere it would be PostgreSQL. {@code migrate} makes the tables, also when several nodes start at once. The manager closes
 * the store; the pool is closed by whoever opened it.
 */
public final class DurableStore {

    private DurableStore() {}

    /** Runs it. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) {
        Path file = fresh();
        out.println("before the restart");
        try (HikariDataSource pool = pool(file);
                ValveManager valve = manager(pool)) {
            valve.subscriptions().create("ada", "pro", Duration.ofDays(30));
            take(out, valve.limiter("ada"), 3);
        }
        out.println();
        out.println("after it: another pool, another manager, the same file");
        try (HikariDataSource pool = pool(file);
                ValveManager valve = manager(pool)) {
            Limiter ada = valve.limiter("ada");
            Usage usage = ada.usage().get(0);
            out.println("   ada is still on pro, and has used " + usage.used() + " of " + usage.limit());
            take(out, ada, 3);
        }
    }

    private static ValveManager manager(HikariDataSource pool) {
        JdbcStore.migrate(pool);
        ValveManager valve = ValveManager.builder().store(JdbcStore.open(pool)).build();
        valve.register(Profile.named("pro").dedicated(Resource.each()).quota(Quota.lifetime(5)));
        return valve;
    }

    private static HikariDataSource pool(Path file) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:file:" + file);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(250); // a decision waits no longer for its store
        return new HikariDataSource(config);
    }

    private static void take(PrintStream out, Limiter limiter, int times) {
        for (int i = 0; i < times; i++) {
            Decision decision = limiter.take();
            out.println(
                    decision.allowed()
                            ? "   taken, " + limiter.usage().get(0).remaining() + " left"
                            : "   refused: " + decision.reason());
        }
    }

    private static Path fresh() {
        try {
            Path directory = Files.createTempDirectory("valve-durable");
            Path database = directory.resolve("usage");
            directory.toFile().deleteOnExit();
            directory.resolve("usage.mv.db").toFile().deleteOnExit();
            return database;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
