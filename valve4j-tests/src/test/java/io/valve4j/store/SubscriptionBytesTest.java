package io.valve4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SubscriptionBytesTest {

    private static final Instant AT = Instant.parse("2026-11-24T12:00:00.123456789Z");

    @Test
    void a_subscription_and_an_event_come_back_as_they_were() {
        Subscription subscription = Subscription.first("ada \uD83D", "pro", Term.of(AT, Duration.ofDays(30)));
        AuditEvent event = new AuditEvent("ada", AT, AuditEvent.Action.CREATED, 1, "x".repeat(70_000), "me", "");
        assertThat(SubscriptionBytes.subscription(SubscriptionBytes.of(subscription)))
                .isEqualTo(subscription);
        assertThat(SubscriptionBytes.event(SubscriptionBytes.of(event))).isEqualTo(event);
    }

    @Test
    void what_is_broken_or_of_a_later_format_is_said_to_be_so() {
        byte[] bytes = SubscriptionBytes.of(Subscription.first("ada", "pro", Term.of(AT, Duration.ofDays(30))));
        bytes[0] = 2;
        assertThatThrownBy(() -> SubscriptionBytes.subscription(bytes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a stored subscription has format 2")
                .hasMessageContaining("upgrade valve4j");
        assertThatThrownBy(() -> SubscriptionBytes.event(new byte[] {1, 0}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a stored audit event is broken: 2 bytes");
    }
}
