package io.valve4j.micrometer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.micrometer.ContextPropagation;
import io.valve4j.micrometer.MeterOptions;
import io.valve4j.micrometer.MicrometerListener;
import io.valve4j.status.ResourceStatus;
import io.valve4j.status.StoreStatus;
import io.valve4j.status.UserDemand;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The snippets of docs/metrics.md, and that they do what the page says. */
class MetricsPageTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void start() {
        try (ValveManager valve = ValveManager.builder()
                .listener(new MicrometerListener(registry))
                .build()) {
            valve.register(Resource.named("api"), Profile.named("free").shared("api"));
            assertThat(registry.get("valve4j.workers").gauge().value()).isEqualTo(10);
        }
    }

    @Test
    void users() {
        ValveManager.Builder builder = ValveManager.builder();
        builder.listener(new MicrometerListener(
                registry,
                MeterOptions.defaults()
                        .users("ada", "bob") // these,
                        .topUsers(20) // and the 20 with most demand
                        .tags("manager", "billing"))); // where several managers share a registry
        try (ValveManager valve = builder.build()) {
            assertThat(valve.status().profiles()).isEmpty();
            assertThat(registry.get("valve4j.leases").gauge().getId().getTag("manager"))
                    .isEqualTo("billing");
        }
    }

    @Test
    void context() {
        ValveManager.Builder builder = ValveManager.builder();
        builder.decorator(ContextPropagation.decorator());
        try (ValveManager valve = builder.build()) {
            valve.register(Profile.named("free"));
            assertThat(valve.limiter("free", "ada").submit(() -> "done").join()).isEqualTo("done");
        }
    }

    @Test
    void status() {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(Resource.named("api"), Profile.named("free").shared("api"));
            List<ResourceStatus> resources = valve.status().resources();
            List<UserDemand> busiest = valve.status().demand(10);
            StoreStatus store = valve.status().store();
            assertThat(resources).extracting(ResourceStatus::name).containsExactly("api");
            assertThat(busiest).isEmpty();
            assertThat(store.works()).isTrue();
        }
    }
}
