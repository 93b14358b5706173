package io.valve4j.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.OutagePolicy;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine is killed under load, and comes back after a while with what it had acknowledged. */
@Timeout(180)
class EngineKilledTest {

    private static final int THREADS = 3;
    private static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The timeout of 250 ms once, and up to 60 ms between calls that are made again; who waits it out twice takes 500 ms. */
    private static final long IN_TIME_MILLIS = 450;

    private final String name = "killed-" + UUID.randomUUID();

    @ParameterizedTest
    @EnumSource(Engine.class)
    void decisions_go_on_by_policy_in_time_and_no_charge_is_lost_or_counted_twice(Engine engine) throws Exception {
        try (Stalls stalls = new Stalls();
                KillableEngine running = KillableEngine.start(engine);
                ValveManager valve = ValveManager.builder()
                        .store(engine.open(running.address()))
                        .build()) {
            valve.register(
                    profile("closed").onOutage(OutagePolicy.CLOSED),
                    profile("open").onOutage(OutagePolicy.OPEN));
            Load closed = new Load(valve, "closed", name + "-closed");
            Load open = new Load(valve, "open", name + "-open");
            closed.start(THREADS);
            open.start(THREADS);
            awaitThat(() -> closed.counted() > 100 && open.counted() > 100);
            running.kill().run();
            awaitThat(() -> closed.unavailable() > 0);
            LockSupport.parkNanos(DOWN_NANOS);
            running.restart().run();
            int before = closed.counted();
            int openBefore = open.counted();
            awaitThat(() -> closed.counted() > before + 200 && open.counted() > openBefore + 200);
            check(valve, "closed", closed.stop(), stalls);
            List<Load.Answer> opened = open.stop();
            check(valve, "open", opened, stalls);
            assertThat(opened)
                    .as("open goes on")
                    .allMatch(answer -> answer.decision().allowed());
            assertThat(opened).as("and says so").anyMatch(answer -> !answer.counted());
        }
    }

    private static Profile profile(String name) {
        return Profile.named(name).dedicated(Resource.each()).quota(Quota.perYear(10));
    }

    private static void check(ValveManager valve, String profile, List<Load.Answer> answers, Stalls stalls) {
        long inTimeNanos = TimeUnit.MILLISECONDS.toNanos(IN_TIME_MILLIS + stalls.longestMillis());
        long late =
                answers.stream().filter(answer -> answer.nanos() > inTimeNanos).count();
        long longest = answers.stream().mapToLong(Load.Answer::nanos).max().orElseThrow();
        assertThat(late)
                .as(
                        "of %d decisions those that took too long; the longest took %d ms",
                        answers.size(), TimeUnit.NANOSECONDS.toMillis(longest))
                .isLessThanOrEqualTo(answers.size() / 100);
        for (Load.Answer answer : answers) {
            long used = valve.limiter(profile, answer.user()).usage().get(0).used();
            assertThat(used).as("what is counted of %s", answer).isBetween(answer.counted() ? 1L : 0L, 1L);
        }
    }

    private static void awaitThat(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(5_000_000);
        }
    }
}
