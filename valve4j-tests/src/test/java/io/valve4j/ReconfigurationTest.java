package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes while work runs: nothing that was accepted is lost, and what changes is what was said. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class ReconfigurationTest {

    private final ManualTime time = new ManualTime();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();
    private final Limiter ada = valve.limiter("pro", "ada");
    private final List<String> ran = new ArrayList<>();

    private static final Resource API = Resource.named("api").workers(2).queue(100);
    private static final Profile PRO = Profile.named("pro").shared("api", Terms.EQUAL.queue(100));

    private void submit(int count) {
        IntStream.range(0, count).forEach(i -> ada.run(() -> ran.add("task")));
    }

    private List<Permit> holdAll() {
        List<Permit> held = new ArrayList<>();
        for (var next = ada.tryAcquire(); next.isPresent(); next = ada.tryAcquire()) {
            held.add(next.orElseThrow());
        }
        return held;
    }

    @Test
    void more_workers_start_at_once_what_waits() {
        valve.register(API, PRO);
        List<Permit> held = holdAll();
        submit(5);
        valve.replace(API.workers(3));
        assertThat(ran).hasSize(5);
        held.forEach(Permit::close);
        assertThat(holdAll()).hasSize(3);
    }

    @Test
    void fewer_workers_take_nothing_back_and_start_nothing_until_there_are_few_enough() {
        valve.register(API.workers(4), PRO);
        List<Permit> held = holdAll();
        submit(3);
        valve.replace(API.workers(1));
        held.subList(0, 3).forEach(Permit::close);
        assertThat(ran).isEmpty();
        held.get(3).close();
        assertThat(ran).hasSize(3);
        assertThat(holdAll()).hasSize(1);
    }

    @Test
    void a_shorter_queue_keeps_what_it_holds_and_takes_nothing_new_until_it_is_short_enough() {
        valve.register(API, PRO);
        List<Permit> held = holdAll();
        submit(50);
        valve.replace(API.queue(10));
        assertThatThrownBy(() -> submit(1)).hasMessageContaining("QUEUE_FULL");
        held.forEach(Permit::close);
        assertThat(ran).hasSize(50);
    }

    @Test
    void a_longer_queue_takes_more() {
        valve.register(API.queue(1), PRO);
        List<Permit> held = holdAll();
        submit(1);
        assertThatThrownBy(() -> submit(1)).hasMessageContaining("QUEUE_FULL");
        valve.replace(API.queue(3));
        submit(2);
        held.forEach(Permit::close);
        assertThat(ran).hasSize(3);
    }

    @Test
    void a_faster_rate_reaches_what_waits_for_the_slow_one_and_keeps_what_was_earned() {
        valve.register(API.rate(Rate.perHour(1)), PRO);
        submit(3);
        assertThat(ran).hasSize(1);
        time.advance(Duration.ofMinutes(30));
        valve.replace(API.rate(Rate.perSecond(1)));
        time.advance(Duration.ofMillis(500).minusNanos(1));
        assertThat(ran).as("half a permit was earned").hasSize(1);
        time.advance(Duration.ofNanos(2));
        assertThat(ran).hasSize(2);
        time.advance(Duration.ofSeconds(1));
        assertThat(ran).hasSize(3);
    }

    @Test
    void a_faster_rate_of_the_users_own_reaches_what_waits_for_the_slow_one() {
        valve.register(API, proWithOwnRate(Rate.perHour(1)));
        submit(3);
        assertThat(ran).hasSize(1);
        valve.replace(proWithOwnRate(Rate.perSecond(1)));
        time.advance(Duration.ofSeconds(2));
        assertThat(ran).hasSize(3);
    }

    private static Profile proWithOwnRate(Rate rate) {
        return Profile.named("pro").shared("api", Terms.EQUAL.queue(100).rate(rate));
    }

    @Test
    void a_rate_of_the_users_own_that_is_lifted_lets_all_go() {
        valve.register(API, proWithOwnRate(Rate.perHour(1)));
        submit(5);
        valve.replace(proWithOwnRate(Rate.UNLIMITED));
        assertThat(ran).hasSize(5);
        assertThat(ada.tryTake(DEFAULT.cost(1_000_000))).isTrue();
    }

    @Test
    void other_terms_bind_at_once() {
        valve.register(API.workers(10), PRO);
        assertThat(holdAll()).hasSize(10).allSatisfy(Permit::close);
        valve.replace(Profile.named("pro").shared("api", Terms.EQUAL.workers(3)));
        assertThat(holdAll()).hasSize(3);
    }

    @Test
    void dedicated_resources_change_for_those_who_have_one_and_for_those_who_come() {
        valve.register(Profile.named("pro").dedicated(Resource.each().workers(1).rate(Rate.perHour(1))));
        submit(3);
        valve.replace(Profile.named("pro").dedicated(Resource.each().workers(2).rate(Rate.perSecond(1))));
        time.advance(Duration.ofSeconds(2));
        assertThat(ran).hasSize(3);
        time.advance(Duration.ofHours(1));
        assertThat(holdAll()).hasSize(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(holdAll()).hasSize(1);
        assertThat(valve.limiter("pro", "bob").peek().limit()).isEqualTo(1);
    }

    @Test
    void quotas_are_looked_up_anew_and_go_on_with_the_same_count() {
        valve.register(API, PRO.quota(Quota.perDay(10)));
        for (int i = 0; i < 6; i++) {
            assertThat(ada.tryTake()).isTrue();
        }
        valve.replace(PRO.quota(Quota.perDay(5)));
        assertThat(ada.take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        valve.replace(PRO.quota(Quota.perDay(7)));
        assertThat(ada.take().remaining()).isZero();
        valve.replace(PRO);
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void a_profile_that_moves_to_another_resource_leaves_accepted_tasks_where_they_are() {
        valve.register(API, Resource.named("fast"), PRO);
        List<Permit> held = holdAll();
        submit(3);
        valve.replace(Profile.named("pro").shared("fast"));
        assertThat(ada.take().resource()).isEqualTo("fast");
        assertThat(ada.on("api").take().reason()).isEqualTo(Reason.UNKNOWN_RESOURCE);
        assertThat(ran).isEmpty();
        held.forEach(Permit::close);
        assertThat(ran).hasSize(3);
    }

    @Test
    void all_mistakes_are_reported_at_once_and_nothing_is_changed() {
        valve.register(API, PRO);
        assertThatThrownBy(() -> valve.register(
                        API.workers(7),
                        Resource.named("db"),
                        Resource.named("db"),
                        Resource.each("own"),
                        PRO,
                        Profile.named("free").shared("gpu")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "nothing was changed, since resource \"api\" is registered already: use replace(…) to change"
                                + " it; and resource \"db\" is given twice; and resource \"own\" is dedicated: it belongs in a"
                                + " profile, as dedicated(Resource.each()…); and profile \"pro\" is registered already: use"
                                + " replace(…) to change it; and profile \"free\" shares resource \"gpu\", which is not"
                                + " registered; registered are \"api\", \"db\"");
        assertThatThrownBy(() -> valve.replace(API.workers(7), Resource.named("db"), Profile.named("free")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing was changed, since resource \"db\" is not registered: use register(…) for a new"
                        + " one; registered are \"api\"; and profile \"free\" is not registered: use register(…) for a"
                        + " new one; registered are \"pro\"");
        assertThat(holdAll()).hasSize(2);
        valve.register(Resource.named("db"), Profile.named("free").shared("db"));
    }

    @Test
    void a_change_from_inside_a_task_does_not_deadlock() {
        valve.register(API.workers(1), PRO);
        CompletableFuture<?> task = ada.run(() -> {
            submit(3);
            valve.replace(API.workers(2));
        });
        assertThat(task).isCompleted();
        assertThat(ran).hasSize(3);
    }
}
