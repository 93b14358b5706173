package io.valve4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.internal.schedule.TurnRule;
import io.valve4j.internal.schedule.WorkerThreads;
import io.valve4j.testkit.ManualTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ReclaimerTest {

    private static final int EACH_TIME = 10_000;

    private final ManualTime time = new ManualTime();
    private final Workshop workshop = new Workshop(time, WorkerThreads.of(Runnable::run), Runnable::run, TurnRule.FAIR);
    private final List<Outlet> outlets = new ArrayList<>();
    private final Reclaimer reclaimer = new Reclaimer(time, () -> outlets);

    /** The reclaimer once kept the iterators of its last round, and with them the table of a crowd that had gone. */
    @Test
    void nothing_reaches_a_crowd_with_a_resource_each_that_has_gone() {
        outlets.add(dedicated());
        assertNobodyIsReachedAfterwards();
    }

    @Test
    void nothing_reaches_a_crowd_with_rates_of_their_own_that_has_gone() {
        outlets.add(shared());
        assertNobodyIsReachedAfterwards();
    }

    private void assertNobodyIsReachedAfterwards() {
        List<WeakReference<String>> users = comeOnce(outlets.get(0));
        time.advance(Duration.ofSeconds(10));
        assertThat(time.pendingAlarms()).isZero();
        System.gc();
        assertThat(users).extracting(WeakReference::get).containsOnlyNulls();
    }

    private static List<WeakReference<String>> comeOnce(Outlet outlet) {
        List<WeakReference<String>> users = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String user = "user-" + i;
            outlet.seat(user);
            users.add(new WeakReference<>(user));
        }
        return users;
    }

    @Test
    void a_flood_of_users_with_a_resource_each_leaves_few_however_fast_they_come() {
        flood(dedicated());
    }

    @Test
    void a_flood_of_users_with_a_rate_of_their_own_leaves_few_however_fast_they_come() {
        flood(shared());
    }

    private Outlet dedicated() {
        return new Outlet.Dedicated(Resource.each().rate(Rate.perSecond(1_000)), workshop, reclaimer);
    }

    private Outlet shared() {
        ResourceRuntime runtime = new ResourceRuntime(Pattern.of(Resource.named("api")), workshop);
        Profile.Access.Shared access = new Profile.Access.Shared("api", Terms.EQUAL.rate(Rate.perSecond(1_000)));
        return new Outlet.Shared("pro", access, runtime, workshop, reclaimer);
    }

    /** One million users per second, after a second in which some came. */
    private void flood(Outlet outlet) {
        outlets.add(outlet);
        arrive(outlet, 0);
        time.advance(Duration.ofSeconds(1));
        for (int i = 1; i <= 30; i++) {
            arrive(outlet, i);
            time.advance(Duration.ofMillis(10));
        }
        assertThat(kept(outlet)).isLessThan(2 * EACH_TIME);
        time.advance(Duration.ofSeconds(10));
        assertThat(outlet.isEmpty()).isTrue();
        assertThat(time.pendingAlarms()).isZero();
    }

    private static void arrive(Outlet outlet, int time) {
        for (int i = 0; i < EACH_TIME; i++) {
            assertThat(outlet.seat("user-" + time + "-" + i).retired()).isFalse();
        }
    }

    private static int kept(Outlet outlet) {
        int kept = 0;
        for (Iterator<BooleanSupplier> steps = outlet.reclaimSteps(); steps.hasNext(); steps.next()) {
            kept++;
        }
        return kept;
    }
}
