package io.valve4j.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.valve4j.Limiter;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import io.valve4j.spring.boot.UserLimiters;
import io.valve4j.spring.boot.ValveManagerCustomizer;
import io.valve4j.spring.boot.Valves;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ActuateTest {

    private final ApplicationContextRunner application = Valves.plain()
            .withConfiguration(AutoConfigurations.of(
                    MetersAutoConfiguration.class, HealthAutoConfiguration.class, EndpointAutoConfiguration.class))
            .withBean(ValveManagerCustomizer.class, () -> builder -> builder.callbackExecutor(Runnable::run))
            .withPropertyValues(
                    "valve4j.resources.api.rate=1/day",
                    "valve4j.profiles.free.shared=api",
                    "valve4j.profiles.pro.shared=api",
                    "valve4j.profiles.pro.quotas[0].limit=5",
                    "valve4j.profiles.pro.quotas[0].per=day",
                    "valve4j.users.default=free");

    private final ApplicationContextRunner exposed = application.withPropertyValues(
            "management.endpoint.valve.access=UNRESTRICTED",
            "management.endpoints.jmx.exposure.include=valve",
            "spring.jmx.enabled=true");

    @Test
    void meters_are_kept_where_there_is_a_registry() {
        application.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            context.getBean(ValveManager.class).limiter("free", "ada").take();
            assertThat(context.getBean(MeterRegistry.class).getMeters())
                    .anyMatch(meter -> meter.getId().getName().startsWith("valve"));
        });
        application.run(context -> assertThat(context).doesNotHaveBean(MetersAutoConfiguration.class));
    }

    @Test
    void throttling_is_not_down_and_a_store_that_does_not_answer_is() {
        AtomicBoolean down = new AtomicBoolean();
        ValveStore store = Mockito.spy(new InMemoryStore());
        Mockito.doAnswer(call -> {
                    if (down.get()) {
                        throw new java.io.UncheckedIOException(new java.io.IOException("connection refused"));
                    }
                    return call.callRealMethod();
                })
                .when(store)
                .now();
        application.withBean(ValveStore.class, () -> store).run(context -> {
            Limiter ada = context.getBean(UserLimiters.class).of("ada");
            assertThat(ada.tryTake()).isTrue();
            assertThat(ada.tryTake()).isFalse();
            ValveHealthIndicator health = context.getBean(ValveHealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            down.set(true);
            Health sick = health.health();
            assertThat(sick.getStatus()).isEqualTo(Status.DOWN);
            assertThat(sick.getDetails().get("error").toString()).contains("connection refused");
            down.set(false);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        });
        application
                .withPropertyValues("management.health.valve.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(ValveHealthIndicator.class));
    }

    @Test
    void the_endpoint_is_off_until_it_is_given_access() {
        application
                .withPropertyValues("management.endpoints.jmx.exposure.include=*", "spring.jmx.enabled=true")
                .run(context -> assertThat(context).doesNotHaveBean(ValveEndpoint.class));
        exposed.run(context -> assertThat(context).hasSingleBean(ValveEndpoint.class));
    }

    @Test
    void the_endpoint_shows_resources_profiles_demand_and_refusals() {
        exposed.run(context -> {
            Limiter ada = context.getBean(UserLimiters.class).of("ada");
            ada.tryTake();
            ada.take();
            ValveEndpoint.Standing standing =
                    context.getBean(ValveEndpoint.class).standing();
            assertThat(standing.resources())
                    .extracting(ValveEndpoint.Line::name)
                    .containsExactly("api");
            assertThat(standing.profiles()).containsExactly("free: api", "pro: api");
            assertThat(standing.refusals()).containsEntry(Reason.RATE_LIMITED, 1L);
            assertThat(standing.latestRefusals()).singleElement().asString().contains("RATE_LIMITED");
            assertThat(standing.store()).isEqualTo("works");
        });
    }

    @Test
    void the_endpoint_replaces_grants_and_cancels_and_refuses_what_cannot_be_meant() {
        exposed.run(context -> {
            ValveEndpoint endpoint = context.getBean(ValveEndpoint.class);
            ValveManager valve = context.getBean(ValveManager.class);
            assertThat(endpoint.change("ada", "replace", null, "pro", Duration.ofDays(1), null, null)
                            .profile())
                    .isEqualTo("pro");
            assertThat(endpoint.change("ada", "grant", "sorry", null, null, "calls-per-day", 7L)
                            .usage())
                    .containsExactly("calls-per-day: 0 of 12 used");
            assertThat(endpoint.change("ada", "cancel", null, null, null, null, null)
                            .now())
                    .contains("CANCELED");
            assertThat(valve.subscriptions().audit("ada")).hasSize(3);
            assertThatExceptionOfType(InvalidEndpointRequestException.class)
                    .isThrownBy(() -> endpoint.change("ada", "upgrade", null, null, null, null, null))
                    .withMessageContaining("replace, cancel or grant");
            assertThatExceptionOfType(InvalidEndpointRequestException.class)
                    .isThrownBy(() -> endpoint.change("ada", "grant", null, null, null, "calls-per-day", null))
                    .withMessageContaining("amount is needed");
            assertThatExceptionOfType(InvalidEndpointRequestException.class)
                    .isThrownBy(() -> endpoint.change("bob", "cancel", null, null, null, null, null))
                    .withMessageContaining("bob");
        });
    }
}
