package io.valve4j.jdbc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.engines.H2Engine;
import io.valve4j.engines.PostgresEngine;
import io.valve4j.guard.Guard;
import io.valve4j.jdbc.JdbcDeadLetterQueue;
import io.valve4j.jdbc.JdbcOptions;
import io.valve4j.jdbc.JdbcStore;
import io.valve4j.quota.Quota;
import io.valve4j.store.ValveStore;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class JdbcPageTest {

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(250);
        config.setValidationTimeout(250);
        return new HikariDataSource(config);
    }

    private static ValveManager manager(DataSource dataSource) {
        JdbcStore.migrate(dataSource);
        ValveManager valve =
                ValveManager.builder().store(JdbcStore.open(dataSource)).build();
        return valve;
    }

    @Test
    void a_manager_counts_in_the_database() {
        try (HikariDataSource dataSource = pool(H2Engine.shared().freshUrl())) {
            for (int node = 0; node < 2; node++) {
                try (ValveManager valve = manager(dataSource)) {
                    valve.register(
                            Profile.named("pro").dedicated(Resource.each()).quota(Quota.perDay(2)));
                    assertThat(valve.limiter("pro", "ada").tryTake()).isTrue();
                }
            }
            try (ValveManager valve = manager(dataSource)) {
                valve.register(Profile.named("pro").dedicated(Resource.each()).quota(Quota.perDay(2)));
                assertThat(valve.limiter("pro", "ada").tryTake()).isFalse();
            }
        }
    }

    @Test
    void the_guard_can_be_told_to_wait_longer() {
        try (HikariDataSource dataSource = pool(PostgresEngine.shared().freshUrl())) {
            JdbcStore.migrate(dataSource);
            ValveStore store =
                    JdbcStore.open(dataSource, JdbcOptions.DEFAULT.guard(Guard.DEFAULT.timeout(Duration.ofSeconds(1))));
            assertThat(store.find("ada")).isEmpty();
            store.close();
        }
    }

    @Test
    void a_dead_letter_outlasts_a_restart_and_is_replayed_by_its_handler() throws Exception {
        try (HikariDataSource dataSource = pool(H2Engine.shared().freshUrl())) {
            JdbcStore.migrate(dataSource);
            try (ValveManager valve = withLetters(dataSource)) {
                valve.register(Profile.named("pro").dedicated(Resource.each()));
                Optional<Throwable> failure = Optional.ofNullable(valve.limiter("pro", "ada")
                        .submit(
                                () -> {
                                    throw new IllegalStateException("no");
                                },
                                TaskOptions.DEFAULT.named("mail").payload("order 7"))
                        .handle((nothing, thrown) -> thrown)
                        .get(30, TimeUnit.SECONDS));
                assertThat(failure).isPresent();
            }
            try (ValveManager valve = withLetters(dataSource)) {
                valve.register(Profile.named("pro").dedicated(Resource.each()));
                valve.deadLetters()
                        .handler("mail", letter -> letter.job().payload().orElseThrow());
                DeadLetter letter = valve.deadLetters().list(10).get(0);
                assertThat(valve.deadLetters().replay(letter.id()).get(30, TimeUnit.SECONDS))
                        .isEqualTo("order 7");
                assertThat(valve.deadLetters().size()).isZero();
            }
        }
    }

    private static ValveManager withLetters(DataSource dataSource) {
        DeadLetterQueue letters = JdbcDeadLetterQueue.open(dataSource);
        ValveManager valve = ValveManager.builder()
                .store(JdbcStore.open(dataSource))
                .deadLetters(letters)
                .build();
        return valve;
    }
}
