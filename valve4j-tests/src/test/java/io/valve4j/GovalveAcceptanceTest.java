package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionException;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What govalve was measured to get wrong, by the numbers of the design: each is right here. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class GovalveAcceptanceTest {

    private final ManualTime time = new ManualTime();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();

    private double secondsSinceStart() {
        return time.nanos() / 1e9;
    }

    private long used(Limiter limiter) {
        return limiter.usage().get(0).used();
    }

    @Test
    @DisplayName(
            "G1: 4 users with 20 tasks each at a dedicated 10/s, burst 10, take 1 s, since each has their own bucket")
    void g1() {
        valve.register(Profile.named("pro")
                .dedicated(Resource.each().rate(Rate.perSecond(10)).queue(100)));
        List<Double> startedAt = new ArrayList<>();
        List<CompletableFuture<?>> tasks = new ArrayList<>();
        for (int user = 0; user < 4; user++) {
            Limiter limiter = valve.limiter("pro", "user-" + user);
            for (int task = 0; task < 20; task++) {
                tasks.add(limiter.run(() -> startedAt.add(secondsSinceStart())));
            }
        }
        assertThat(startedAt).as("bursts, at once").hasSize(40);
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(startedAt).hasSize(76);
        time.advance(Duration.ofNanos(1));
        assertThat(startedAt).hasSize(80);
        assertThat(tasks).allMatch(CompletableFuture::isDone);
        assertThat(Collections.max(startedAt)).isEqualTo(1.0);
    }

    @Test
    @DisplayName("G2: on a shared resource every user is charged for their own tasks, whoever came first")
    void g2() {
        valve.register(
                Resource.named("api").workers(2).queue(100),
                Profile.named("free").shared("api").quota(Quota.perDay(10)));
        Limiter ada = valve.limiter("free", "ada");
        Limiter bob = valve.limiter("free", "bob");
        Limiter eve = valve.limiter("free", "eve");
        ada.run(() -> {});
        for (int i = 0; i < 3; i++) {
            bob.run(() -> {});
        }
        assertThat(List.of(used(ada), used(bob), used(eve))).containsExactly(1L, 3L, 0L);
    }

    @Test
    @DisplayName("G2: with subscriptions, waiting and holds too, each pays for their own, and gets their own back")
    void g2_subscribers() {
        valve.register(
                Resource.named("api").workers(1).queue(100),
                Profile.named("free").shared("api").quota(Quota.perDay(10)));
        List<Limiter> users = new ArrayList<>();
        for (String user : List.of("ada", "bob", "eve")) {
            valve.subscriptions().create(user, "free", Duration.ofDays(30));
            users.add(valve.limiter(user));
        }
        Permit busy = users.get(0).tryAcquire().orElseThrow();
        CompletableFuture<?> waiting = users.get(1).run(() -> {});
        users.get(1).run(() -> {});
        users.get(2).reserve("calls", 4).commit(3);
        waiting.cancel(true);
        busy.close();
        assertThat(users.stream().map(this::used)).containsExactly(1L, 1L, 3L);
    }

    @Test
    @DisplayName("G3: 0.5/s runs a task every 2 s")
    void g3_below_one_per_second() {
        valve.register(
                Resource.named("slow").rate(Rate.parse("0.5/s")),
                Profile.named("free").shared("slow"));
        List<Double> startedAt = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            valve.limiter("free", "ada").run(() -> startedAt.add(secondsSinceStart()));
        }
        time.advance(Duration.ofSeconds(60));
        assertThat(startedAt).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0);
    }

    @Test
    @DisplayName(
            "G3: 100 per minute is exactly 100/60 per second: after the burst of 100 one each 600 ms, and none earlier")
    void g3_exact() {
        valve.register(
                Resource.named("api").rate(Rate.perMinute(100)).queue(1_000),
                Profile.named("free").shared("api"));
        List<Long> startedAt = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            valve.limiter("free", "ada").run(() -> startedAt.add(time.nanos()));
        }
        time.advance(Duration.ofMinutes(3));
        assertThat(startedAt).hasSize(400);
        for (int i = 0; i < 400; i++) {
            assertThat(startedAt.get(i)).as("task %s", i).isEqualTo(Math.max(0, i - 99) * 600_000_000L);
        }
    }

    @Test
    @DisplayName("G4: a graceful shutdown runs all 300 tasks that were accepted")
    void g4_all_run() {
        valve.register(
                Resource.named("api").workers(4).queue(1_000).rate(Rate.perSecond(100)),
                Profile.named("free").shared("api", Terms.EQUAL.queue(1_000)));
        List<CompletableFuture<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            tasks.add(valve.limiter("free", "ada").run(() -> {}));
        }
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofSeconds(30));
        time.advance(Duration.ofSeconds(2));
        ShutdownReport found = Await.result(report);
        assertThat(tasks).allMatch(task -> task.isDone() && !task.isCompletedExceptionally());
        assertThat(found.clean()).isTrue();
        assertThat(found.completed()).as("after the shutdown began").isEqualTo(200);
    }

    @Test
    @DisplayName("G4: what has not started when the shutdown's time is up is handed back, and its quota with it")
    void g4_handed_back() {
        valve.register(
                Resource.named("api").workers(4).queue(1_000).rate(Rate.perSecond(100)),
                Profile.named("free").shared("api", Terms.EQUAL.queue(1_000)).quota(Quota.perDay(1_000)));
        Limiter ada = valve.limiter("free", "ada");
        List<String> ran = new ArrayList<>();
        List<CompletableFuture<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String name = "task-" + i;
            tasks.add(ada.run(() -> ran.add(name), TaskOptions.DEFAULT.named(name)));
        }
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofMillis(505));
        time.advance(Duration.ofMillis(505));
        ShutdownReport found = Await.result(report);
        assertThat(ran).hasSize(150);
        assertThat(found.completed()).isEqualTo(50);
        assertThat(found.unstarted())
                .extracting(UnstartedTask::name)
                .hasSize(150)
                .doesNotContainAnyElementsOf(ran);
        assertThat(tasks).allMatch(CompletableFuture::isDone);
        assertThat(found.unstarted())
                .allMatch(task -> task.user().equals("ada") && task.resource().equals("api"));
        assertThat(used(ada)).isEqualTo(150);
    }

    @Test
    @DisplayName("G5: behind another user's 5,000 tasks at 1,000/s, at most 3 others are dispatched before one's own")
    void g5() {
        valve.register(
                Resource.named("api")
                        .workers(10)
                        .queue(20_000)
                        .rate(Rate.perSecond(1_000).burst(1)),
                Profile.named("free").shared("api"));
        List<String> dispatched = new ArrayList<>();
        Limiter heavy = valve.limiter("free", "heavy");
        for (int i = 0; i < 5_000; i++) {
            heavy.run(() -> dispatched.add("heavy"));
        }
        time.advance(Duration.ofMillis(100));
        for (int i = 0; i < 20; i++) {
            int before = dispatched.size();
            valve.limiter("free", "light").run(() -> dispatched.add("light"));
            time.advance(Duration.ofMillis(50));
            List<String> since = dispatched.subList(before, dispatched.size());
            assertThat(since.indexOf("light")).as("others before it").isBetween(0, 3);
        }
    }

    @Test
    @DisplayName("G6: an idle user has no thread and no timer, and after their bucket is full nothing at all")
    void g6() {
        valve.register(Profile.named("pro").dedicated(Resource.each().rate(Rate.perSecond(10))));
        int threads = Thread.activeCount();
        for (int i = 0; i < 10_000; i++) {
            valve.limiter("pro", "user-" + i).run(() -> {});
        }
        assertThat(Thread.activeCount()).isEqualTo(threads);
        assertThat(time.pendingAlarms()).as("one sweep for all").isLessThanOrEqualTo(1);
        time.advance(Duration.ofMinutes(5));
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    @DisplayName("G7: a task that never started costs nothing: cancelled, timed out, refused, handed back")
    void g7() {
        valve.register(
                Resource.named("api").workers(1).queue(4),
                Profile.named("free").shared("api", Terms.EQUAL.queue(4)).quota(Quota.perDay(10)),
                Profile.named("flood").shared("api", Terms.EQUAL.queue(4)));
        Limiter ada = valve.limiter("free", "ada");
        Map<String, CompletableFuture<?>> tasks = new HashMap<>();
        Permit busy = valve.limiter("flood", "eve").tryAcquire().orElseThrow();
        tasks.put("cancelled", ada.run(() -> {}));
        tasks.put("timed out", ada.run(() -> {}, TaskOptions.DEFAULT.deadline(Duration.ofSeconds(1))));
        tasks.put("handed back", ada.run(() -> {}));
        assertThat(used(ada)).isEqualTo(3);
        tasks.get("cancelled").cancel(true);
        assertThat(used(ada)).isEqualTo(2);
        time.advance(Duration.ofSeconds(1));
        assertThat(used(ada)).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            valve.limiter("flood", "eve").run(() -> {});
        }
        try {
            ada.run(() -> {});
        } catch (ValveRejectedException refusal) {
            tasks.put("refused", CompletableFuture.failedFuture(refusal));
        }
        assertThat(used(ada)).isEqualTo(1);
        CompletableFuture<ShutdownReport> report = valve.drain("api", Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        Await.result(report);
        assertThat(used(ada)).isZero();
        assertThat(tasks)
                .hasSize(4)
                .allSatisfy((fate, task) ->
                        assertThat(task.isCompletedExceptionally()).as(fate).isTrue());
        busy.close();
    }

    @Test
    @DisplayName("G7: what started is charged whatever its outcome, unless it says to give back on failure")
    void g7_started() {
        valve.register(
                Resource.named("api").workers(1),
                Profile.named("free").shared("api").quota(Quota.perDay(10)));
        Limiter ada = valve.limiter("free", "ada");
        assertThat(ada.run(GovalveAcceptanceTest::fails)).isCompletedExceptionally();
        assertThat(used(ada)).isOne();
        assertThat(ada.run(GovalveAcceptanceTest::fails, TaskOptions.DEFAULT.refundOnFailure()))
                .isCompletedExceptionally();
        assertThat(used(ada)).isOne();
    }

    private static void fails() throws IOException {
        throw new IOException("no route to host");
    }

    @Test
    @DisplayName("G7: over several meters and grants, what never started gives each its own units back")
    void g7_meters_and_grants() {
        valve.register(
                Resource.named("api").workers(1).queue(10),
                Profile.named("free")
                        .shared("api")
                        .quota(Quota.perDay(10))
                        .quota(Quota.perDay(100).of("tokens"))
                        .quota(Quota.perMonth(120).of("tokens")));
        valve.subscriptions().create("ada", "free", Duration.ofDays(30));
        valve.subscriptions().grant("ada", "tokens-per-day", 50, time.instant().plus(Duration.ofHours(1)));
        Limiter ada = valve.limiter("ada");
        Permit busy = ada.tryAcquire().orElseThrow();
        List<Usage> before = ada.usage();
        CompletableFuture<?> cancelled = ada.run(() -> {}, TaskOptions.DEFAULT.cost("tokens", 70));
        CompletableFuture<?> late =
                ada.run(() -> {}, TaskOptions.DEFAULT.cost("tokens", 40).deadline(Duration.ofSeconds(1)));
        assertThat(ada.usage()).extracting(Usage::used).containsExactly(3L, 110L, 110L);
        assertThat(ada.usage()).extracting(Usage::remaining).containsExactly(7L, 40L, 10L);
        cancelled.cancel(true);
        time.advance(Duration.ofSeconds(1));
        assertThat(late).isCompletedExceptionally();
        assertThat(ada.usage()).isEqualTo(before);
        busy.close();
    }

    @Test
    @DisplayName("G8: a calendar's day, a period from the anchor and a lifetime each reset in their own time, or never")
    void g8() {
        valve.register(
                Resource.named("api"),
                Profile.named("free")
                        .shared("api")
                        .quota(Quota.perDay(3))
                        .quota(Quota.every(Period.ofWeeks(1), 8))
                        .quota(Quota.lifetime(12)));
        valve.subscriptions().create("ada", "free", Duration.ofDays(365));
        Limiter ada = valve.limiter("ada");
        List<Integer> perDay = new ArrayList<>();
        for (int day = 0; day < 10; day++) {
            int admitted = 0;
            for (int i = 0; i < 5; i++) {
                admitted += ada.tryTake() ? 1 : 0;
            }
            perDay.add(admitted);
            time.advance(Duration.ofDays(1));
        }
        assertThat(perDay).containsExactly(3, 3, 2, 0, 0, 0, 0, 3, 1, 0);
        Decision refused = ada.take();
        assertThat(refused.policy()).isEqualTo("calls-lifetime");
        assertThat(refused.resetsAt()).isEmpty();
        assertThat(refused.retryAfter()).isEmpty();
    }

    @Test
    @DisplayName("G9: concurrent changes all count, each with its audit event; subscribing twice is refused")
    void g9() throws Exception {
        valve.register(
                Resource.named("api"), Profile.named("free").shared("api").quota(Quota.perDay(10)));
        Subscription first = valve.subscriptions().create("ada", "free", Duration.ofDays(30));
        int threads = 4;
        long changes = 50;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Callable<Void>> changers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            Subscriptions subscriptions = valve.subscriptions().by("thread " + thread, "race");
            changers.add(() -> {
                for (int i = 0; i < changes; i++) {
                    subscriptions.extend("ada", Duration.ofDays(1));
                }
                return null;
            });
        }
        for (Future<Void> each : pool.invokeAll(changers)) {
            each.get();
        }
        pool.shutdown();
        Subscription last = valve.subscriptions().find("ada").orElseThrow();
        assertThat(last.endsAt()).isEqualTo(first.endsAt().plus(Duration.ofDays(threads * changes)));
        assertThat(last.revision()).isEqualTo(1 + threads * changes);
        assertThat(valve.subscriptions().audit("ada"))
                .extracting(AuditEvent::revision)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, last.revision()).boxed().toList());
        assertThatThrownBy(() -> valve.subscriptions().create("ada", "free", Duration.ofDays(1)))
                .isInstanceOf(SubscriptionException.class);
        assertThat(valve.subscriptions().find("ada")).contains(last);
    }

    @Test
    @DisplayName("G10: an override of 0 blocks, UNLIMITED lifts the limit, and absent means as the plan has it")
    void g10() {
        valve.register(
                Resource.named("api"), Profile.named("free").shared("api").quota(Quota.perDay(2)));
        for (String user : List.of("blocked", "lifted", "plain")) {
            valve.subscriptions().create(user, "free", Duration.ofDays(30));
        }
        valve.subscriptions().overrideQuota("blocked", "calls-per-day", 0);
        valve.subscriptions().overrideQuota("lifted", "calls-per-day", Quota.UNLIMITED);
        Map<String, Integer> admitted = new HashMap<>();
        for (String user : List.of("blocked", "lifted", "plain")) {
            for (int i = 0; i < 50; i++) {
                admitted.merge(user, valve.limiter(user).tryTake() ? 1 : 0, Integer::sum);
            }
        }
        assertThat(admitted).isEqualTo(Map.of("blocked", 0, "lifted", 50, "plain", 2));
        valve.subscriptions().clearOverride("blocked", "calls-per-day");
        assertThat(valve.limiter("blocked").tryTake()).isTrue();
    }
}
