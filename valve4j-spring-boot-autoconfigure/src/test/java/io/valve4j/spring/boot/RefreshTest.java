package io.valve4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Limiter;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.core.env.MapPropertySource;

@ExtendWith(OutputCaptureExtension.class)
class RefreshTest {

    private final Map<String, Object> properties = new HashMap<>(Map.of(
            "valve4j.resources.api.rate", "1/day",
            "valve4j.profiles.free.shared", "api",
            "valve4j.users.default", "free"));

    private final ApplicationContextRunner application = Valves.plain()
            .withInitializer(context ->
                    context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("live", properties)));

    @Test
    void changed_properties_are_in_force_once_they_are_refreshed() {
        application.run(context -> {
            Limiter ada = context.getBean(ValveManager.class).limiter("free", "ada");
            assertThat(ada.tryTake()).isTrue();
            assertThat(ada.tryTake()).isFalse();

            properties.put("valve4j.resources.api.rate", "unlimited");
            properties.put("valve4j.resources.gpu.workers", "1");
            properties.put("valve4j.profiles.gold.shared", "gpu");
            properties.put("valve4j.users.default", "gold");
            assertThat(ada.tryTake()).isFalse();
            context.getBean(LivePlans.class).refresh();

            assertThat(ada.tryTake()).isTrue();
            assertThat(context.getBean(UserLimiters.class).of("bob").take().profile())
                    .isEqualTo("gold");
        });
    }

    @Test
    void what_is_no_longer_there_stays_with_a_warning_and_may_come_back(CapturedOutput output) {
        application.run(context -> {
            LivePlans plans = context.getBean(LivePlans.class);
            ValveManager valve = context.getBean(ValveManager.class);
            properties.put("valve4j.profiles.gold.shared", "api");
            plans.refresh();
            properties.remove("valve4j.profiles.gold.shared");
            plans.refresh();
            assertThat(output).contains("[profile gold] stay until the next start");
            assertThat(valve.limiter("gold", "ada").peek().reason()).isNotEqualTo(Reason.UNKNOWN_PROFILE);

            properties.put("valve4j.profiles.gold.shared", "api");
            plans.refresh();
            assertThat(plans.current().profiles()).hasSize(2);
        });
    }

    @Test
    void properties_that_cannot_be_meant_change_nothing() {
        application.run(context -> {
            LivePlans plans = context.getBean(LivePlans.class);
            properties.put("valve4j.resources.api.rate", "0/s");
            assertThatThrownBy(plans::refresh)
                    .isInstanceOf(InvalidPlansException.class)
                    .hasMessageContaining("valve4j.resources.api.rate")
                    .hasMessageContaining("property source \"live\"");
            assertThat(plans.current().resources().get(0).rate()).hasToString("1/day");
        });
    }

    @Test
    void the_event_of_spring_cloud_is_known_by_its_name_and_never_fails_its_publisher(CapturedOutput output) {
        application.run(context -> {
            LivePlans plans = context.getBean(LivePlans.class);
            properties.put("valve4j.resources.api.rate", "5/s");
            context.publishEvent(new EnvironmentChangeEvent(this));
            assertThat(plans.current().resources().get(0).rate()).hasToString("5/s");

            properties.put("valve4j.resources.api.rate", "fast");
            context.publishEvent(new EnvironmentChangeEvent(this));
            assertThat(plans.current().resources().get(0).rate()).hasToString("5/s");
            assertThat(output).contains("the valve keeps its plans");
        });
    }

    @Test
    void what_was_added_before_a_change_was_refused_is_not_added_twice() {
        application.run(context -> {
            LivePlans plans = context.getBean(LivePlans.class);
            ValveManager valve = context.getBean(ValveManager.class);
            properties.put("valve4j.resources.old.workers", "1");
            plans.refresh();
            valve.drain("old", Duration.ZERO).join();
            properties.put("valve4j.resources.old.workers", "2");
            properties.put("valve4j.resources.more.workers", "1");
            assertThatThrownBy(plans::refresh)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("old");

            properties.put("valve4j.resources.old.workers", "1");
            plans.refresh();
            assertThat(plans.current().resources()).hasSize(3);
        });
    }

    @Test
    void the_event_says_nothing_to_plans_that_no_manager_follows(CapturedOutput output) {
        application.withBean("mine", ValveManager.class, ValveManager::create).run(context -> {
            context.publishEvent(new EnvironmentChangeEvent(this));
            assertThat(output).doesNotContain("the valve keeps its plans");
        });
    }
}
