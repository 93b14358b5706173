package io.valve4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.OutagePolicy;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.ValveManager;
import io.valve4j.config.Plans;
import io.valve4j.quota.Quota;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PropertiesTest {

    @Test
    void properties_say_all_that_the_commands_yaml_can_say() {
        Valves.reading("all.yaml").run(context -> {
            Plans plans = context.getBean(LivePlans.class).current();
            assertThat(plans.resources())
                    .containsExactly(
                            Resource.named("external-api")
                                    .rate(Rate.perMinute(100).burst(20))
                                    .workers(50)
                                    .queue(1_000),
                            Resource.named("gpu").workers(2),
                            Resource.named("plain"));
            assertThat(plans.profiles())
                    .containsExactly(
                            Profile.named("free").shared("external-api"),
                            Profile.named("list")
                                    .shared("gpu")
                                    .shared("external-api")
                                    .onOutage(OutagePolicy.OPEN),
                            Profile.named("pro")
                                    .dedicated(Resource.each()
                                            .rate(Rate.perMinute(500))
                                            .workers(10)
                                            .queue(200))
                                    .shared(
                                            "gpu",
                                            Terms.weight(4)
                                                    .rate(Rate.perSecond(2).burst(3)))
                                    .shared("plain")
                                    .quota(Quota.perMonth(10_000))
                                    .quota(Quota.perDay(2_000_000)
                                            .of("tokens")
                                            .in(ZoneId.of("Europe/Berlin"))
                                            .named("fair-use")),
                            Profile.named("enterprise").dedicated(Resource.each()),
                            Profile.named("subscribed")
                                    .shared("plain")
                                    .quota(Quota.lifetime(Quota.UNLIMITED))
                                    .quota(Quota.perWeek(5).asSoft().notifyAt(50, 90))
                                    .quota(Quota.perYear(6).notifyAt()));
            assertThat(plans.defaultProfile()).hasValue("free");
            assertThat(plans.users()).isEqualTo(Map.of("203.0.113.9", "pro", "ada@example.com", "enterprise"));
        });
    }

    @Test
    void stronger_sources_change_single_values_and_replace_lists_as_a_whole() {
        Valves.reading("all.yaml")
                .withInitializer(context -> {
                    Map<String, Object> variables =
                            Map.of("VALVE4J_RESOURCES_EXTERNALAPI_WORKERS", "7", "PRO_RATE", "9/s");
                    context.getEnvironment()
                            .getPropertySources()
                            .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
                    context.getEnvironment()
                            .getPropertySources()
                            .addFirst(new MapPropertySource(
                                    "strong",
                                    Map.of(
                                            "valve4j.profiles.pro.quotas[0].limit", 5,
                                            "valve4j.profiles.pro.quotas[0].per", "day",
                                            "valve4j.profiles.list.shared", "gpu")));
                })
                .run(context -> {
                    Plans plans = context.getBean(LivePlans.class).current();
                    assertThat(plans.resources().get(0))
                            .isEqualTo(Resource.named("external-api")
                                    .rate(Rate.perMinute(100).burst(20))
                                    .workers(7)
                                    .queue(1_000));
                    assertThat(plans.profiles().get(1).resources()).containsOnlyKeys("gpu");
                    assertThat(plans.profiles().get(2).quotas()).containsExactly(Quota.perDay(5));
                    assertThat(plans.profiles().get(2).resources().get("dedicated"))
                            .isEqualTo(new Profile.Access.Dedicated(Resource.each()
                                    .rate(Rate.perSecond(9))
                                    .workers(10)
                                    .queue(200)));
                });
    }

    @Test
    void all_mistakes_are_reported_at_once_each_with_its_file_and_line() {
        String zeroRate = "valve4j.resources.api.rate: the permits of a rate must be at least 1, but was 0";
        String unknownKey = "valve4j.resources.api.colour: is not known here; known are rate, burst, workers, queue";
        String unknownResource = "valve4j.profiles.free.shared: no resource has the name \"apj\"; there are \"api\"";
        String unknownProfile = "valve4j.users.default: no profile has the name \"gold\"; there are \"free\", \"pro\"";
        Valves.reading("wrong.yaml").run(context -> {
            assertThat(context).hasFailed();
            assertThat(Failures.shown(context.getStartupFailure()).lines())
                    .containsExactly(
                            "The properties of valve4j have 8 mistakes:",
                            "",
                            "    " + zeroRate + at("3:18"),
                            "    valve4j.resources.api.workers: must be a whole number, but is \"many\"" + at("3:32"),
                            "    " + unknownKey + at("3:46"),
                            "    " + unknownResource + at("5:21"),
                            "    valve4j.profiles.pro.quotas[0].limit: the limit of quota \"calls-per-day\" must be 0, which"
                                    + " blocks, or more, but was -1" + at("6:59"),
                            "    valve4j.profiles.pro.quotas[0].per: must be day, week, month, year, lifetime, or a period such"
                                    + " as P1M from the subscription's anchor, but is \"eons\"" + at("6:68"),
                            "    " + unknownProfile + at("7:21"),
                            "    valve4j.extra: is not known here; known are resources, profiles, users, store, shutdown, http"
                                    + at("8:10"),
                            "Correct what is listed, and start again.");
        });
        Failures.assertOnThePage(zeroRate, unknownKey, unknownResource, unknownProfile);
    }

    private static String at(String place) {
        return " (class path resource [wrong.yaml] - " + place + ")";
    }

    @Test
    void a_mistake_is_where_the_value_in_force_stands_and_not_where_it_was_first_said() {
        Valves.reading("all.yaml")
                .withPropertyValues("valve4j.resources.gpu.workers=many")
                .run(context -> assertThat(Failures.shown(context.getStartupFailure()))
                        .contains("valve4j.resources.gpu.workers: must be a whole number, but is \"many\"")
                        .contains("property source \"test\"")
                        .doesNotContain("all.yaml"));
    }

    @Test
    void a_stronger_mapping_replaces_a_weaker_list() {
        Valves.reading("all.yaml")
                .withPropertyValues("valve4j.profiles.list.shared.gpu.weight=3")
                .run(context -> assertThat(context.getBean(LivePlans.class)
                                .current()
                                .profiles()
                                .get(1)
                                .resources())
                        .isEqualTo(Profile.named("list")
                                .shared("gpu", Terms.weight(3))
                                .resources()));
    }

    @Test
    void a_section_that_nobody_reads_is_a_mistake() {
        for (String section : new String[] {"meters", "methods"}) {
            Valves.plain()
                    .withPropertyValues("valve4j." + section + ".enabled=true")
                    .run(context -> assertThat(Failures.shown(context.getStartupFailure()))
                            .contains("valve4j." + section + ": is not known here"));
        }
    }

    @Test
    void an_application_that_says_nothing_has_a_valve_with_nothing_behind_it() {
        Valves.plain().run(context -> {
            assertThat(context).hasSingleBean(ValveManager.class);
            assertThat(context.getBean(UserLimiters.class).of("ada").take().allowed())
                    .isFalse();
        });
    }

    @Test
    void sections_of_others_are_bound_strictly_too() {
        Valves.plain()
                .withPropertyValues("valve4j.store.typ=memory")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("valve4j.store.typ"));
        Valves.plain()
                .withPropertyValues("valve4j.shutdown.timeout=-1s")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("valve4j.shutdown.timeout must be zero or more"));
    }
}
