package io.valve4j.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.OutagePolicy;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.config.Mistake;
import io.valve4j.config.Plans;
import io.valve4j.config.Reading;
import io.valve4j.quota.Quota;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlPlansTest {

    @Test
    void reads_all_that_can_be_said() {
        Plans plans = sound("""
                resources:
                  external-api: { rate: 100/min, burst: 20, workers: 50, queue: 1000 }
                  gpu: { workers: 2 }
                  plain: {}
                profiles:
                  free: { shared: external-api }
                  list: { shared: [ gpu, external-api ], on-outage: open }
                  strict: { shared: gpu, on-outage: closed }
                  pro:
                    dedicated: { rate: 500/min, workers: 10, queue: 200 }
                    shared: { gpu: { weight: 4, workers: 1, queue: 5, rate: 2/s, burst: 3 }, plain: }
                    quotas:
                      - { limit: 10000, per: month }
                      - { limit: 2000000, per: day, of: tokens, zone: Europe/Berlin, name: fair-use }
                      - { limit: unlimited, per: lifetime }
                      - { limit: 5, per: week, soft: true, thresholds: [ 90, 50 ] }
                      - { limit: 6, per: year, soft: false, thresholds: [] }
                      - { limit: 7, per: P1M, of: bytes }
                users: { default: free, "203.0.113.9": pro }
                """);
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
                        Profile.named("strict").shared("gpu"),
                        Profile.named("pro")
                                .dedicated(Resource.each()
                                        .rate(Rate.perMinute(500))
                                        .workers(10)
                                        .queue(200))
                                .shared(
                                        "gpu",
                                        Terms.weight(4)
                                                .workers(1)
                                                .queue(5)
                                                .rate(Rate.perSecond(2).burst(3)))
                                .shared("plain")
                                .quota(Quota.perMonth(10_000))
                                .quota(Quota.perDay(2_000_000)
                                        .of("tokens")
                                        .in(ZoneId.of("Europe/Berlin"))
                                        .named("fair-use"))
                                .quota(Quota.lifetime(Quota.UNLIMITED))
                                .quota(Quota.perWeek(5).asSoft().notifyAt(50, 90))
                                .quota(Quota.perYear(6).notifyAt())
                                .quota(Quota.every(Period.ofMonths(1), 7).of("bytes")));
        assertThat(plans.profiles().get(1).resources()).containsOnlyKeys("gpu", "external-api");
        assertThat(plans.profiles().get(3).resources().keySet()).containsExactly("dedicated", "gpu", "plain");
        assertThat(plans.profileOf("203.0.113.9")).hasValue("pro");
        assertThat(plans.profileOf("anybody")).hasValue("free");
    }

    @Test
    void reports_all_mistakes_at_once_in_the_order_of_the_text() {
        assertThat(mistakes("""
                        resources:
                          api: { rate: 100/fortnight, burst: 20, workers: 0, queue: many, colour: red }
                          gpu: { burst: 3 }
                        profiles:
                          free: { shared: apj }
                          "pro max":
                            dedicated: { workers: 10, workers: 11 }
                            quotas: [ { limit: -1, per: eons }, { per: day, zone: Mars, name: x } ]
                          none: { on-outage: perhaps }
                        users: { default: fre, "203.0.113.9": [ x ] }
                        extra: 1
                        """).stream().map(YamlPlansTest::place))
                .containsExactly(
                        "2:16 resources.api.rate",
                        "2:51 resources.api.workers",
                        "2:61 resources.api.queue",
                        "2:67 resources.api.colour",
                        "3:10 resources.gpu.burst",
                        "5:19 profiles.free.shared",
                        "7:31 profiles.\"pro max\".dedicated.workers",
                        "8:24 profiles.\"pro max\".quotas[0].limit",
                        "8:33 profiles.\"pro max\".quotas[0].per",
                        "8:41 profiles.\"pro max\".quotas[1]",
                        "8:59 profiles.\"pro max\".quotas[1].zone",
                        "9:3 profiles.none",
                        "9:22 profiles.none.on-outage",
                        "10:19 users.default",
                        "10:39 users.\"203.0.113.9\"",
                        "11:1 extra");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "workers: 0 | the resource's workers must be between 1 and 1000000, but was 0",
                "workers: 9999999999 | must be a number between -2^31 and 2^31-1, but is 9999999999",
                "workers: 99999999999999999999 | must be a number between -2^63 and 2^63-1, but is 99999999999999999999",
                "workers: 1.5 | must be a whole number, but is \"1.5\"",
                "workers: | must be a whole number, but is empty",
                "workers: [1] | must be a whole number, but is a list",
                "queue: -1 | the resource's queue must be between 0 and 1000000000, but was -1",
                "rate: {} | must be a text, but is a mapping",
                "rate: 0/s | the permits of a rate must be",
                "colour: red | is not known here; known are rate, burst, workers, queue",
                "'rate: 1/s, burst: 0' | the burst of a rate of 1/s must be",
                "'rate: unlimited, burst: 5' | an unlimited rate has no burst",
            })
    void says_what_is_wrong_with_a_resource_and_what_is_allowed(String resource, String problem) {
        List<Mistake> mistakes = mistakes("profiles: { all: { dedicated: { " + resource + " } } }");
        assertThat(mistakes).hasSize(1);
        assertThat(mistakes.get(0).problem()).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1:1: is empty: name at least one profile, under profiles",
                "just text | 1:1: must be a mapping of names to values, but is \"just text\"",
                "'profiles: [ a ]' | 1:11: profiles: must be a mapping of names to values, but is a list",
                "'profiles: {}' | 1:1: profiles: at least one is needed",
                "'profiles: { a: [' | 1:17: is not YAML: ",
                "'{ [a]: b, profiles: { a: { dedicated: {} } } }' | 1:3: the name of an entry must be a text",
                "'profiles: { \" \": { dedicated: {} } }' | profiles.\" \": the profile's name must not be blank",
                "'{ profiles: { a: { dedicated: {} } }, users: { \" \": a } }' | a user's id must not be blank",
            })
    void a_text_that_is_no_configuration_is_said_to_be_none(String text, String mistake) {
        assertThat(mistakes(text))
                .isNotEmpty()
                .anyMatch(found -> found.toString().contains(mistake));
    }

    @Test
    void two_quotas_that_would_share_a_name_are_told_to_take_another() {
        List<Mistake> mistakes =
                mistakes("profiles: { a: { dedicated: {}, quotas: [ {limit: 1, per: day}, {limit: 2, per: day} ] } }");
        assertThat(mistakes).hasSize(1);
        assertThat(mistakes.get(0).toString())
                .startsWith(
                        "1:65: profiles.a.quotas[1]: another quota of this profile is called calls-per-day already");
    }

    @Test
    void neither_depth_nor_length_nor_recursion_breaks_it() {
        assertThat(mistakes("[".repeat(200_000))).hasSize(1);
        assertThat(mistakes("#".repeat(YamlPlans.LONGEST_TEXT + 10))).hasSize(1);
        assertThat(mistakes("&a { profiles: *a }")).isNotEmpty();
    }

    @Test
    void control_characters_from_the_text_are_escaped_in_mistakes() {
        assertThat(mistakes("profiles: { \"a\\u001b[31m\": { shared: \"b\\u0007\" } }"))
                .allMatch(mistake -> mistake.toString().chars().noneMatch(Character::isISOControl))
                .hasSize(1);
    }

    private static String place(Mistake mistake) {
        return mistake.place().shown() + " " + mistake.path();
    }

    private static Plans sound(String text) {
        Reading reading = YamlPlans.read(text);
        assertThat(reading).isInstanceOf(Reading.Sound.class);
        return ((Reading.Sound) reading).plans();
    }

    private static List<Mistake> mistakes(String text) {
        Reading reading = YamlPlans.read(text);
        assertThat(reading).isInstanceOf(Reading.Mistaken.class);
        return ((Reading.Mistaken) reading).mistakes();
    }
}
