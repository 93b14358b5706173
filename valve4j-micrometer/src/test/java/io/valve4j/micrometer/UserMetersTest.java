package io.valve4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Users have meters of their own only where that was asked for, and however many come, so many at the most. */
class UserMetersTest {

    private static Scene scene(MeterOptions options) {
        return new Scene(clock -> new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock), options);
    }

    private static Set<String> users(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("user"))
                .filter(user -> user != null)
                .collect(Collectors.toSet());
    }

    /** Has the meters read, which is when users are looked for. */
    private static void scrape(Scene scene) {
        scene.pass(Duration.ofSeconds(10));
        scene.registry.get("valve4j.watched.users").gauge().value();
    }

    @Test
    void a_hundred_thousand_users_make_no_meters_of_their_own() {
        try (Scene scene = scene(MeterOptions.defaults())) {
            scene.free("ada").submit(() -> "done").join();
            scene.free("ada").on("elsewhere").tryTake();
            scrape(scene);
            List<Meter.Id> before =
                    scene.registry.getMeters().stream().map(Meter::getId).toList();
            for (int i = 0; i < 50_000; i++) {
                scene.free("user-" + i).submit(() -> "done").join();
                scene.free("user-" + -i).on("elsewhere").tryTake();
            }
            scrape(scene);
            assertThat(scene.registry.getMeters()).extracting(Meter::getId).containsExactlyInAnyOrderElementsOf(before);
            assertThat(users(scene.registry)).isEmpty();
            assertThat(scene.registry
                            .get("valve4j.submissions")
                            .tags("profile", "free", "outcome", "accepted")
                            .counter()
                            .count())
                    .isEqualTo(50_001);
        }
    }

    @Test
    void of_a_hundred_thousand_users_the_top_ones_have_meters_and_no_more() {
        try (Scene scene = scene(MeterOptions.defaults().topUsers(3))) {
            for (int i = 0; i < 50_000; i++) {
                scene.free("user-" + i).on("elsewhere").tryTake();
                scene.free("user-" + -i).on("elsewhere").tryTake();
                scene.free("greedy-" + i % 3).on("elsewhere").tryTake();
            }
            scrape(scene);
            assertThat(users(scene.registry)).containsExactlyInAnyOrder("greedy-0", "greedy-1", "greedy-2");
        }
    }

    @Test
    void who_is_no_longer_among_the_top_loses_their_meters() {
        try (Scene scene = scene(MeterOptions.defaults().topUsers(1))) {
            for (int i = 0; i < 5; i++) {
                scene.free("ada").submit(() -> "done").join();
            }
            scrape(scene);
            assertThat(users(scene.registry)).containsExactly("ada");
            assertThat(scene.registry
                            .get("valve4j.user.quota.used")
                            .tags("user", "ada", "profile", "free", "quota", "calls-per-day")
                            .gauge()
                            .value())
                    .isEqualTo(5);
            scene.pass(Duration.ofMinutes(10));
            for (int i = 0; i < 3; i++) {
                scene.free("bob").submit(() -> "done").join();
            }
            scrape(scene);
            assertThat(users(scene.registry)).containsExactly("bob");
        }
    }

    @Test
    void users_on_the_list_have_meters_from_the_first_reading_on_and_others_never() {
        try (Scene scene = scene(MeterOptions.defaults().users("ada", "eve").watched(0))) {
            scene.valve.subscriptions().create("eve", "free", Duration.ofDays(30));
            scrape(scene);
            scene.free("ada").submit(() -> "done").join();
            scene.free("ada").on("elsewhere").tryTake();
            scene.free("bob").submit(() -> "done").join();
            scrape(scene);
            assertThat(users(scene.registry)).containsExactlyInAnyOrder("ada", "eve");
            assertThat(submissions(scene, "ada", "accepted")).isEqualTo(1);
            assertThat(submissions(scene, "ada", "refused")).isEqualTo(1);
            assertThat(submissions(scene, "eve", "accepted")).isZero();
            assertThat(scene.registry
                            .get("valve4j.user.quota.utilisation")
                            .tags("user", "eve")
                            .gauge()
                            .value())
                    .as("by her subscription")
                    .isZero();
        }
    }

    private static double submissions(Scene scene, String user, String outcome) {
        return scene.registry
                .get("valve4j.user.submissions")
                .tags("user", user, "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void nobody_waits_for_a_store_that_does_not_work_to_read_quotas() {
        try (Scene scene = scene(MeterOptions.defaults().topUsers(5))) {
            scene.free("ada").submit(() -> "done").join();
            scrape(scene);
            assertThat(scene.registry.find("valve4j.user.quota.used").gauges()).hasSize(1);
            scene.store.broken = true;
            scene.free("ada").tryTake();
            scrape(scene);
            assertThat(scene.registry.find("valve4j.user.quota.used").gauges()).isEmpty();
            assertThat(users(scene.registry)).as("submissions go on").containsExactly("ada");
        }
    }

    @Test
    void options_say_what_is_wrong_with_them() {
        assertThatThrownBy(() -> MeterOptions.defaults().topUsers(-1)).hasMessageContaining("top users");
        assertThatThrownBy(() -> MeterOptions.defaults().watched(1_001)).hasMessageContaining("watched users");
        assertThatThrownBy(() -> MeterOptions.defaults().users(" ")).hasMessageContaining("user's id");
    }
}
