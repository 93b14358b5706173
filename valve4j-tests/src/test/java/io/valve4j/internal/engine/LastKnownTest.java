package io.valve4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.OutagePolicy;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LastKnownTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final LastKnown known = new LastKnown(() -> new Setup(
            false,
            Map.of(),
            Map.of(),
            Map.of(
                    "open",
                            plan(Profile.named("open")
                                    .dedicated(Resource.each())
                                    .onOutage(OutagePolicy.OPEN)),
                    "closed", plan(Profile.named("closed").dedicated(Resource.each()))),
            Set.of()));

    private static Setup.Plan plan(Profile profile) {
        return new Setup.Plan(profile, Map.of());
    }

    private static Subscription subscription(String profile, long revision) {
        Subscription first = Subscription.first("ada", profile, Term.of(NOW, Duration.ofDays(1)));
        return new Subscription("ada", first.tier(), first.term(), first.stops(), first.allowances(), 0, revision);
    }

    @Test
    void the_newest_revision_is_known_whichever_is_told_of_last() {
        known.seen(subscription("open", 2), NOW);
        known.seen(subscription("open", 3), NOW);
        known.seen(subscription("open", 1), NOW);
        assertThat(known.of("ada")).isEqualTo(subscription("open", 3));
        assertThat(known.of("bob")).isNull();
    }

    @Test
    void who_leaves_an_open_profile_is_forgotten() {
        known.seen(subscription("open", 1), NOW);
        known.seen(subscription("closed", 2), NOW);
        assertThat(known.of("ada")).isNull();
        known.seen(subscription("gone", 3), NOW);
        assertThat(known.of("ada")).isNull();
    }

    @Test
    void who_has_left_an_open_profile_stays_forgotten_though_an_older_revision_is_told_of_later() {
        known.seen(subscription("open", 1), NOW);
        known.seen(subscription("closed", 2), NOW);
        known.seen(subscription("open", 1), NOW);
        assertThat(known.of("ada")).isNull();
        known.seen(subscription("open", 3), NOW);
        assertThat(known.of("ada")).isEqualTo(subscription("open", 3));
    }
}
