package io.valve4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ShutdownReport;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every meter, what it counts, and that none comes from a name that somebody has made up. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen by the meters
class MicrometerListenerTest {

    private final Scene scene = new Scene(clock -> new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock));
    private final MeterRegistry registry = scene.registry;

    @AfterEach
    void close() {
        scene.close();
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    @Test
    void submissions_are_counted_by_profile_resource_outcome_and_reason() {
        Limiter ada = scene.free("ada");
        Permit held = ada.tryAcquire().orElseThrow();
        ada.submit(() -> "waits");
        assertThat(ada.tryAcquire()).isEmpty();
        held.close();
        String[] place = {"profile", "free", "resource", "api"};
        assertThat(count("valve4j.submissions", with(place, "outcome", "accepted", "reason", "none")))
                .isEqualTo(2);
        assertThat(count("valve4j.submissions", with(place, "outcome", "refused", "reason", "no_worker")))
                .isEqualTo(1);
        assertThat(count("valve4j.work.ended", with(place, "outcome", "completed")))
                .isEqualTo(2);
    }

    private static String[] with(String[] tags, String... more) {
        return Stream.of(tags, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void waits_and_runs_are_timed() {
        Limiter ada = scene.free("ada");
        ada.submit(() -> {
            scene.pass(Duration.ofMillis(250));
            return "done";
        });
        Permit held = ada.tryAcquire().orElseThrow();
        ada.submit(() -> "waits");
        scene.pass(Duration.ofSeconds(3));
        held.close();
        Timer wait = registry.get("valve4j.queue.wait").tag("profile", "free").timer();
        assertThat(wait.count()).isEqualTo(3);
        assertThat(wait.max(TimeUnit.SECONDS)).isEqualTo(3);
        Timer run = registry.get("valve4j.run")
                .tags("profile", "free", "resource", "api", "outcome", "completed")
                .timer();
        assertThat(run.count()).isEqualTo(3);
        assertThat(run.totalTime(TimeUnit.SECONDS)).isCloseTo(3.25, within(1e-9));
    }

    @Test
    void failed_attempts_are_timed_each_once_apart_from_those_that_succeed() {
        Limiter ada = scene.free("ada");
        TaskOptions twice = TaskOptions.DEFAULT.retry(
                RetryPolicy.attempts(2).baseDelay(Duration.ofSeconds(1)).withoutJitter());
        ada.run(
                () -> {
                    scene.pass(Duration.ofMillis(200));
                    throw new IllegalStateException("fails");
                },
                twice);
        scene.pass(Duration.ofSeconds(1));
        ada.run(
                () -> {
                    throw new IllegalStateException("fails, and is too late for another attempt");
                },
                twice.deadline(Duration.ofSeconds(2)));
        Permit held = ada.tryAcquire().orElseThrow();
        scene.pass(Duration.ofSeconds(2));
        held.close();
        String[] place = {"profile", "free", "resource", "api"};
        Timer failed = registry.get("valve4j.run")
                .tags(with(place, "outcome", "failed"))
                .timer();
        assertThat(failed.count()).isEqualTo(3);
        assertThat(failed.totalTime(TimeUnit.SECONDS)).isCloseTo(0.4, within(1e-9));
        assertThat(count("valve4j.work.ended", with(place, "outcome", "failed")))
                .isEqualTo(2);
        Timer completed = registry.get("valve4j.run")
                .tags(with(place, "outcome", "completed"))
                .timer();
        assertThat(completed.count()).isEqualTo(1);
        assertThat(completed.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void each_way_to_end_is_counted_and_so_are_retries_and_dead_letters() {
        Limiter ada = scene.free("ada");
        ada.run(
                () -> {
                    throw new IllegalStateException("fails");
                },
                TaskOptions.DEFAULT.retry(
                        RetryPolicy.attempts(3).baseDelay(Duration.ofSeconds(1)).withoutJitter()));
        scene.pass(Duration.ofSeconds(10));
        Permit held = ada.tryAcquire().orElseThrow();
        ada.submit(() -> "never").cancel(true);
        ada.submit(() -> "never", TaskOptions.DEFAULT.deadline(Duration.ofSeconds(1)));
        scene.pass(Duration.ofSeconds(2));
        held.close();
        for (String outcome : List.of("failed", "cancelled", "timed_out", "completed")) {
            assertThat(count("valve4j.work.ended", "profile", "free", "resource", "api", "outcome", outcome))
                    .as(outcome)
                    .isEqualTo(1);
        }
        assertThat(count("valve4j.retries", "profile", "free", "resource", "api"))
                .isEqualTo(2);
        assertThat(count("valve4j.dead.letters", "profile", "free", "resource", "api", "outcome", "kept"))
                .isEqualTo(1);
    }

    @Test
    void what_is_handed_back_by_a_drain_is_counted_and_the_gauges_of_the_drained_are_gone() throws Exception {
        Limiter ada = scene.free("ada");
        Permit held = ada.tryAcquire().orElseThrow();
        ada.submit(() -> "waits");
        CompletableFuture<ShutdownReport> drained = scene.valve.drain("api", Duration.ZERO);
        scene.time.advance(Duration.ZERO);
        drained.get(60, TimeUnit.SECONDS);
        assertThat(count("valve4j.work.ended", "resource", "api", "outcome", "handed_back"))
                .isEqualTo(1);
        assertThat(registry.find("valve4j.queue.depth").tag("resource", "api").gauge())
                .isNull();
        assertThat(registry.find("valve4j.queue.depth").tag("profile", "pro").gauge())
                .isNotNull();
        held.close();
    }

    @Test
    void the_gauges_of_a_shared_resource_show_how_it_stands() {
        Limiter ada = scene.free("ada");
        Permit held = ada.tryAcquire().orElseThrow();
        ada.submit(() -> "waits");
        scene.free("bob").submit(() -> "waits too");
        String[] api = {"resource", "api", "profile", "all"};
        assertThat(gauge("valve4j.queue.depth", api)).isEqualTo(2);
        assertThat(gauge("valve4j.queue.limit", api)).isEqualTo(2);
        assertThat(gauge("valve4j.busy.workers", api)).isEqualTo(1);
        assertThat(gauge("valve4j.workers", api)).isEqualTo(1);
        assertThat(gauge("valve4j.active.users", api)).isEqualTo(2);
        assertThat(gauge("valve4j.rate.permits", api)).isInfinite();
        held.close();
        assertThat(gauge("valve4j.queue.depth", api)).as("the same picture").isEqualTo(2);
        scene.pass(Duration.ofSeconds(1));
        assertThat(gauge("valve4j.queue.depth", api)).isZero();
        assertThat(gauge("valve4j.busy.workers", api)).isZero();
    }

    @Test
    void all_dedicated_resources_of_a_profile_are_one() {
        Permit one = scene.pro("zoe").tryAcquire().orElseThrow();
        Permit two = scene.pro("yan").tryAcquire().orElseThrow();
        for (int i = 0; i < 9; i++) {
            assertThat(scene.pro("yan").tryTake()).isTrue();
        }
        String[] own = {"resource", "dedicated", "profile", "pro"};
        assertThat(gauge("valve4j.busy.workers", own)).isEqualTo(2);
        assertThat(gauge("valve4j.workers", own)).isEqualTo(4);
        assertThat(gauge("valve4j.active.users", own)).isEqualTo(2);
        assertThat(gauge("valve4j.rate.permits", own))
                .as("the fewest of any user")
                .isEqualTo(50);
        one.close();
        two.close();
    }

    @Test
    void the_quota_gauges_show_the_watched_user_who_is_nearest_to_the_limit() {
        assertThat(gauge("valve4j.quota.utilisation", "profile", "free", "quota", "calls-per-day"))
                .isNaN();
        for (int i = 0; i < 4; i++) {
            scene.free("bob").submit(() -> "done");
        }
        scene.free("ada").submit(() -> "done");
        scene.pass(Duration.ofSeconds(10));
        String[] quota = {"profile", "free", "quota", "calls-per-day"};
        assertThat(gauge("valve4j.quota.used", quota)).isEqualTo(4);
        assertThat(gauge("valve4j.quota.limit", quota)).isEqualTo(10);
        assertThat(gauge("valve4j.quota.utilisation", quota)).isEqualTo(0.4);
        assertThat(gauge("valve4j.watched.users")).isEqualTo(2);
    }

    @Test
    void thresholds_and_changes_of_subscriptions_are_counted() {
        for (int i = 0; i < 10; i++) {
            scene.free("bob").tryTake();
        }
        scene.valve.subscriptions().create("eve", "pro", Duration.ofDays(30));
        scene.valve.subscriptions().cancel("eve");
        assertThat(count("valve4j.quota.thresholds", "profile", "free", "quota", "calls-per-day", "percent", "80"))
                .isEqualTo(1);
        assertThat(count("valve4j.subscription.events", "profile", "pro", "action", "created"))
                .isEqualTo(1);
        assertThat(count("valve4j.subscription.events", "profile", "pro", "action", "canceled"))
                .isEqualTo(1);
    }

    @Test
    void leases_are_shown_while_they_last() {
        for (int i = 0; i < 5; i++) {
            scene.pro("zoe").tryTake();
        }
        assertThat(gauge("valve4j.leases")).isEqualTo(1);
        assertThat(gauge("valve4j.lease.units", "meter", "calls")).isPositive();
        scene.time.advance(Duration.ofMinutes(3));
        assertThat(gauge("valve4j.leases")).isZero();
        assertThat(gauge("valve4j.lease.units", "meter", "calls")).isZero();
    }

    @Test
    void calls_to_the_store_are_timed_and_degraded_mode_is_shown() {
        scene.free("ada").tryTake();
        assertThat(registry.get("valve4j.store.calls")
                        .tags("call", "charge", "outcome", "success")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(gauge("valve4j.store.degraded")).isZero();
        scene.store.broken = true;
        assertThat(scene.free("ada").tryTake()).isFalse();
        assertThat(gauge("valve4j.store.degraded")).isEqualTo(1);
        assertThat(registry.get("valve4j.store.calls")
                        .tags("call", "charge", "outcome", "failure")
                        .timer()
                        .count())
                .isEqualTo(1);
        scene.store.broken = false;
        assertThat(scene.free("ada").tryTake()).isTrue();
        assertThat(gauge("valve4j.store.degraded")).isZero();
        assertThat(count("valve4j.store.uncharged")).isZero();
    }

    @Test
    void names_that_somebody_made_up_make_no_tag_values() {
        scene.valve.limiter("never-subscribed").tryTake();
        int meters = 0;
        for (int i = 0; i < 1_000; i++) {
            scene.free("ada").on("resource-" + i).tryTake();
            scene.valve.limiter("profile-" + i, "ada").tryTake();
            scene.valve.limiter("profile-" + i, "ada").on("resource-" + i).tryTake();
            meters = i == 0 ? registry.getMeters().size() : meters;
        }
        assertThat(count("valve4j.submissions", "profile", "free", "resource", "unknown", "reason", "unknown_resource"))
                .isEqualTo(1_000);
        assertThat(count("valve4j.submissions", "profile", "unknown", "resource", "none", "reason", "unknown_profile"))
                .isEqualTo(1_000);
        assertThat(count("valve4j.submissions", "profile", "unknown", "resource", "unknown"))
                .isEqualTo(1_000);
        assertThat(count("valve4j.submissions", "profile", "none", "resource", "none", "reason", "not_subscribed"))
                .isEqualTo(1);
        assertThat(registry.getMeters()).hasSize(meters);
        assertThat(registry.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .extracting(Tag::getValue)
                .noneMatch(value -> value.matches("(profile|resource)-.*"));
    }

    @Test
    void what_is_registered_later_has_its_meters_at_once_and_what_is_replaced_loses_its_gauges() {
        scene.valve.register(
                Resource.named("gpu"), Profile.named("lab").shared("gpu").quota(Quota.perDay(5)));
        assertThat(gauge("valve4j.workers", "resource", "gpu")).isEqualTo(10);
        assertThat(count("valve4j.submissions", "profile", "lab", "resource", "gpu"))
                .isZero();
        assertThat(registry.find("valve4j.quota.limit").tag("profile", "lab").gauge())
                .isNotNull();
        scene.valve.replace(Profile.named("lab").shared("gpu"));
        assertThat(registry.find("valve4j.quota.limit").tag("profile", "lab").gauge())
                .isNull();
    }

    @Test
    void shutting_down_removes_every_meter_and_nothing_brings_one_back() throws Exception {
        registry.counter("somebody.elses").increment();
        Permit held = scene.playAll();
        assertThat(registry.getMeters()).hasSizeGreaterThan(30);
        scene.close();
        held.close();
        scene.free("ada").tryTake();
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .containsExactly("somebody.elses");
    }

    @Test
    void the_end_of_the_manager_is_heard_however_many_events_were_lost() throws Exception {
        SimpleMeterRegistry busy = new SimpleMeterRegistry();
        LinkedBlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
        ValveManager valve = ValveManager.builder()
                .time(scene.time)
                .executor(Runnable::run)
                .callbackExecutor(later::add)
                .listener(new MicrometerListener(busy), 3)
                .build();
        valve.register(Profile.named("free"));
        for (int i = 0; i < 100; i++) {
            valve.limiter("free", "ada").submit(() -> "done");
        }
        later.take().run();
        assertThat(busy.get("valve4j.events.lost").counter().count()).isEqualTo(297);
        for (int i = 0; i < 100; i++) {
            valve.limiter("free", "ada").submit(() -> "done");
        }
        valve.shutdown(Duration.ZERO);
        scene.time.advance(Duration.ZERO);
        while (!busy.getMeters().isEmpty()) {
            Runnable next = later.poll(60, TimeUnit.SECONDS);
            assertThat(next).as("somebody tells of the end").isNotNull();
            next.run();
        }
        assertThat(busy.getMeters()).isEmpty();
    }

    @Test
    void a_listener_serves_one_manager() {
        MicrometerListener listener = new MicrometerListener(new SimpleMeterRegistry());
        ValveManager first = ValveManager.builder().listener(listener).build();
        assertThatThrownBy(() -> ValveManager.builder().listener(listener).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("give each manager one of its own");
        first.close();
    }

    @Test
    void managers_that_share_a_registry_are_told_apart_by_a_tag() {
        MeterRegistry shared = new SimpleMeterRegistry();
        ValveManager two = manager(shared, "two");
        try (ValveManager one = manager(shared, "one")) {
            one.register(Resource.named("api").workers(3));
            two.register(Resource.named("api").workers(4));
            assertThat(shared.get("valve4j.workers")
                            .tag("manager", "one")
                            .gauge()
                            .value())
                    .isEqualTo(3);
            two.close();
            assertThat(shared.find("valve4j.workers").tag("manager", "two").gauge())
                    .isNull();
            assertThat(shared.get("valve4j.workers")
                            .tag("manager", "one")
                            .gauge()
                            .value())
                    .isEqualTo(3);
        }
    }

    private static ValveManager manager(MeterRegistry registry, String name) {
        return ValveManager.builder()
                .listener(
                        new MicrometerListener(registry, MeterOptions.defaults().tags("manager", name)))
                .build();
    }
}
