package io.valve4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From real decisions to their fields. */
class DecisionsInHttpTest {

    private final ManualTime time = new ManualTime();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .store(new InMemoryStore(time))
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();
    private final HttpAnswers answers = HttpAnswers.STANDARD.time(time);

    @AfterEach
    void close() {
        valve.close();
    }

    private Map<String, String> takeOn(Profile profile) {
        valve.register(profile);
        return answers.to(valve.limiter(profile.name(), "ada").take()).headers();
    }

    @Test
    void a_rate_is_its_burst_in_the_time_that_an_empty_bucket_takes_to_fill() {
        assertThat(takeOn(Profile.named("p").dedicated(Resource.each().rate(Rate.perMinute(100)))))
                .containsEntry("RateLimit-Policy", "\"dedicated rate\";q=100;w=60")
                .containsEntry("RateLimit", "\"dedicated rate\";r=99");
        assertThat(takeOn(Profile.named("burst")
                        .dedicated(Resource.each().rate(Rate.perMinute(100).burst(20)))))
                .containsEntry("RateLimit-Policy", "\"dedicated rate\";q=20;w=12");
        assertThat(takeOn(Profile.named("fast").dedicated(Resource.each().rate(Rate.of(10, Duration.ofMillis(100))))))
                .containsEntry("RateLimit-Policy", "\"dedicated rate\";q=10;w=1");
    }

    @Test
    void the_ceiling_of_a_user_is_told_where_it_binds() {
        valve.register(Resource.named("gpu").rate(Rate.perMinute(100)));

        assertThat(takeOn(Profile.named("p").shared("gpu", Terms.EQUAL.rate(Rate.perHour(5)))))
                .containsEntry("RateLimit-Policy", "\"gpu own rate\";q=5;w=3600")
                .containsEntry("RateLimit", "\"gpu own rate\";r=4");
    }

    @Test
    void a_quota_is_told_with_its_window_and_what_is_left_of_both() {
        assertThat(takeOn(Profile.named("p").dedicated(Resource.each()).quota(Quota.perMonth(10))))
                .containsEntry("RateLimit-Policy", "\"calls-per-month\";q=10;w=2678400")
                .containsEntry("RateLimit", "\"calls-per-month\";r=9;t=2678400");
        valve.register(Profile.named("once").dedicated(Resource.each()).quota(Quota.lifetime(10)));
        valve.subscriptions().create("ada", "once", Duration.ofDays(30));
        assertThat(answers.to(valve.limiter("ada").take()).headers())
                .containsEntry("RateLimit-Policy", "\"calls-lifetime\";q=10")
                .containsEntry("RateLimit", "\"calls-lifetime\";r=9");
    }

    @Test
    void a_quota_of_another_meter_names_it() {
        valve.register(Profile.named("p")
                .dedicated(Resource.each())
                .quota(Quota.perDay(1_000).of("tokens")));
        TaskOptions cost = TaskOptions.DEFAULT.cost("tokens", 400);

        assertThat(answers.to(valve.limiter("p", "ada").take(cost)).headers())
                .containsEntry("RateLimit-Policy", "\"tokens-per-day\";q=1000;qu=\"tokens\";w=86400")
                .containsEntry("RateLimit", "\"tokens-per-day\";r=600;t=86400");
    }

    @Test
    void who_waits_as_told_by_a_refusal_is_admitted_and_not_a_second_earlier() {
        valve.register(Profile.named("p").dedicated(Resource.each().rate(Rate.of(1, Duration.ofMillis(2_500)))));
        Limiter ada = valve.limiter("p", "ada");
        assertThat(ada.tryTake()).isTrue();

        Map<String, String> refusal = answers.to(ada.take()).headers();

        assertThat(refusal).containsEntry("Retry-After", "3").containsEntry("RateLimit", "\"dedicated rate\";r=0;t=3");
        time.advance(Duration.ofSeconds(2));
        assertThat(ada.tryTake()).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void too_high_a_cost_tells_the_rate_that_can_never_hold_it() {
        valve.register(Profile.named("p").dedicated(Resource.each().rate(Rate.perMinute(5))));

        HttpAnswer answer = answers.to(valve.limiter("p", "ada").take(TaskOptions.DEFAULT.cost(6)));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers())
                .containsEntry("RateLimit-Policy", "\"dedicated rate\";q=5;w=60")
                .doesNotContainKey("Retry-After");
        assertThat(answer.problem().orElseThrow().detail())
                .isEqualTo("it costs more than the rate's burst can ever hold; dedicated rate: at most 5.");
    }
}
