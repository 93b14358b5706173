package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of the page on tiers, run. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // as a reader would write it
class TiersPageTest {

    private final ManualTime time = new ManualTime();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();

    @BeforeEach
    void register() {
        valve.register(
                Resource.named("api").rate(Rate.perMinute(100)).workers(50).queue(1_000),
                Resource.named("gpu").rate(Rate.perSecond(5)).workers(4),
                Profile.named("free").shared("api"), // all free users use one api together
                Profile.named("pro")
                        .dedicated(Resource.each().rate(Rate.perMinute(500))) // each pro user has one alone
                        .shared("gpu", Terms.weight(1)),
                Profile.named("max")
                        .dedicated(Resource.each().rate(Rate.UNLIMITED))
                        .shared("gpu", Terms.weight(4).workers(2).rate(Rate.perSecond(2))));
    }

    @AfterEach
    void close() {
        valve.shutdown(Duration.ZERO);
    }

    @Test
    void the_one_that_was_named_first_and_others_by_name() {
        valve.subscriptions().create("ada", "pro", Duration.ofDays(30));

        Limiter ada = valve.limiter("ada"); // on the profile of her subscription, whichever it is by then
        Limiter gpu = ada.on("gpu");
        Limiter guest = valve.limiter("free", "203.0.113.9"); // on a profile, without any subscription

        assertThat(ada.take().resource()).isEqualTo(Resource.DEDICATED);
        assertThat(gpu.take().resource()).isEqualTo("gpu");
        assertThat(guest.take().resource()).isEqualTo("api");
        assertThat(guest.on("gpu").take().reason()).isEqualTo(Reason.UNKNOWN_RESOURCE);
    }

    @Test
    void terms_are_a_users_own_ceilings() {
        Limiter max = valve.limiter("max", "mia").on("gpu");
        Permit first = max.tryAcquire().orElseThrow();
        assertThat(max.take().policy()).isEqualTo("gpu own rate");
        time.advance(Duration.ofSeconds(1));
        Permit second = max.tryAcquire().orElseThrow();
        time.advance(Duration.ofSeconds(1));
        assertThat(max.tryAcquire()).as("a third of four workers").isEmpty();
        first.close();
        second.close();
    }

    @Test
    void rates_are_written_in_many_ways() {
        Rate plain = Rate.perMinute(100); // 100 at once after a rest, then one each 600 ms
        Rate smooth = Rate.perMinute(100).burst(1); // one each 600 ms, whatever came before
        Rate odd = Rate.of(5, Duration.ofMillis(100));
        Rate read = Rate.parse("0.5/s"); // one every two seconds

        assertThat(plain.burst()).isEqualTo(100);
        assertThat(smooth.fillTime()).isEqualTo(Duration.ofMillis(600));
        assertThat(odd.permits()).isEqualTo(5);
        assertThat(read.period()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_dear_call_takes_more_permits() {
        Limiter ada = valve.limiter("pro", "ada");
        Decision decision = ada.take(TaskOptions.DEFAULT.cost(20));
        assertThat(decision.remaining()).isEqualTo(480);
        assertThat(ada.take(TaskOptions.DEFAULT.cost(501)).reason()).isEqualTo(Reason.COST_TOO_HIGH);
    }

    @Test
    void replaced_while_work_runs() {
        Optional<Permit> busy = valve.limiter("pro", "ada").on("gpu").tryAcquire();
        valve.replace(
                Resource.named("gpu").rate(Rate.perSecond(10)).workers(8),
                Profile.named("free").shared("api", Terms.EQUAL.rate(Rate.perMinute(10))));
        busy.orElseThrow().close();

        Limiter guest = valve.limiter("free", "203.0.113.9");
        for (int i = 0; i < 10; i++) {
            assertThat(guest.tryTake()).isTrue();
        }
        assertThat(guest.take().policy()).isEqualTo("api own rate");
    }

    @Test
    void what_register_refuses_it_tells_at_once_and_changes_nothing() {
        assertThatThrownBy(() -> valve.register(
                        Resource.named("api"), Profile.named("trial").shared("gqu"), Profile.named("pro")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(Page.named("tiers.md").fenced("").get(0).strip().replaceAll("\\s+", " "));
        assertThat(valve.limiter("trial", "ada").take().reason()).isEqualTo(Reason.UNKNOWN_PROFILE);
    }

    @Test
    void a_quota_may_be_all_that_a_profile_says() {
        valve.register(Profile.named("counted").quota(Quota.perDay(2)));
        Limiter ada = valve.limiter("counted", "ada");
        assertThat(ada.tryTake()).isTrue();
        assertThat(ada.tryTake()).isTrue();
        assertThat(ada.take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
    }
}
