package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.valve4j.quota.Quota;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.subscription.Tier.UsageOnChange;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nonsense about subscriptions and quotas is refused, says how to mend it, and leaves no trace. */
class BadPlansTest {

    private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");

    private final VirtualValve valve = new VirtualValve();
    private final Subscriptions subscriptions = valve.manager.subscriptions();

    private static Arguments row(String message, Consumer<Subscriptions> call) {
        return arguments(message, call);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                row("a term must end at least 1 ms after it starts", s -> s.create("bob", "pro", START, START)),
                row("a term must end", s -> s.create("bob", "pro", START, START.minusSeconds(1))),
                row("the term must be more than zero", s -> s.create("bob", "pro", Duration.ofDays(-1))),
                row("must lie between", s -> s.create("bob", "pro", START, Instant.MAX)),
                row("\"gold\"", s -> s.create("bob", "gold", Duration.ofDays(1))),
                row("\"gold\"", s -> s.changeProfile("ada", "gold")),
                row("\"gold\"", s -> s.preview("ada", "gold", UsageOnChange.KEEP)),
                row(
                        "no time zone \"Mars/Olympus\"",
                        s -> s.create(
                                "bob",
                                "pro",
                                SubscriptionOptions.lasting(Duration.ofDays(1)).in("Mars/Olympus"))),
                row(
                        "the grace must be zero or more",
                        s -> s.create(
                                "bob",
                                "pro",
                                SubscriptionOptions.lasting(Duration.ofDays(1)).grace(Duration.ofDays(-1)))),
                row("\"nobody\"", s -> s.grant("nobody", "calls-per-day", 5)),
                row("\"calls-per-eon\"", s -> s.grant("ada", "calls-per-eon", 5)),
                row("the granted amount must be at least 1, but was 0", s -> s.grant("ada", "calls-per-day", 0)),
                row("was -9223372036854775808", s -> s.grant("ada", "calls-per-day", Long.MIN_VALUE)),
                row("the end of the grant must lie after now", s -> s.grant("ada", "calls-per-day", 5, Instant.EPOCH)),
                row("must be 0, which blocks, or more", s -> s.overrideQuota("ada", "calls-per-day", -1)),
                row("\"nobody\"", s -> s.overrideQuota("nobody", "calls-per-day", 1)),
                row(
                        "the time of the change must lie after now",
                        s -> s.changeProfileAt("ada", "pro", Instant.EPOCH, UsageOnChange.KEEP)),
                row("the extension must be more than zero", s -> s.extend("ada", Duration.ofDays(-5))));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void is_refused_and_nothing_is_written(String message, Consumer<Subscriptions> call) {
        register();
        Subscription before = subscriptions.create("ada", "pro", Duration.ofDays(30));
        valve.told.clear();
        assertThatThrownBy(() -> call.accept(subscriptions))
                .isInstanceOfAny(IllegalArgumentException.class, io.valve4j.subscription.SubscriptionException.class)
                .hasMessageContaining(message);
        assertThat(subscriptions.find("ada")).isEqualTo(Optional.of(before));
        assertThat(subscriptions.find("bob")).isEmpty();
        assertThat(subscriptions.audit("ada")).hasSize(1);
        assertThat(subscriptions.audit("bob")).isEmpty();
        assertThat(valve.told).isEmpty();
    }

    @Test
    void costs_that_overflow_are_refused_or_saturate_and_mint_nothing() {
        register();
        subscriptions.create("ada", "pro", Duration.ofDays(30));
        Limiter ada = valve.manager.limiter("ada");
        TaskOptions huge = TaskOptions.DEFAULT.cost("tokens", Long.MAX_VALUE);
        assertThat(ada.take(huge).allowed()).as("an endless quota counts").isTrue();
        assertThat(ada.take(huge).allowed()).isTrue();
        assertThat(ada.usage().get(1).used()).isEqualTo(Long.MAX_VALUE);
        subscriptions.grant("ada", "calls-per-day", Long.MAX_VALUE);
        assertThat(ada.usage().get(0).limit()).isEqualTo(Long.MAX_VALUE);
        assertThat(ada.take().allowed()).isTrue();
    }

    private void register() {
        valve.manager.register(
                Resource.named("api"),
                Profile.named("pro")
                        .shared("api")
                        .quota(Quota.perDay(10))
                        .quota(Quota.perDay(Quota.UNLIMITED).of("tokens")));
    }
}
