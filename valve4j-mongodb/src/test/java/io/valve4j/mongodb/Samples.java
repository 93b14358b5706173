package io.valve4j.mongodb;

import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.CounterKey;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Short ways to what tests need. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Instant END = Instant.parse("2126-04-01T00:00:00Z");
    static final CounterKey CALLS = new CounterKey("calls", 0, 2);

    private Samples() {}

    static String newUser() {
        return "user-" + UUID.randomUUID();
    }

    static Charge charge(String userId, long amount, long limit) {
        return charge(userId, amount, limit, null, null);
    }

    static Charge charge(
            String userId, long amount, long limit, Charge.@Nullable ReplayKey key, @Nullable Duration holdFor) {
        ChargeLine line = new ChargeLine(CALLS, amount, limit, END);
        return new Charge(UUID.randomUUID(), userId, 0, Span.ALWAYS, List.of(line), key, holdFor);
    }

    static boolean save(ValveStore store, String userId, long revision) {
        return save(store, userId, revision, "as agreed");
    }

    static boolean save(ValveStore store, String userId, long revision, String detail) {
        Subscription first = Subscription.first(userId, "pro", Term.of(NOW, Duration.ofDays(30)));
        Subscription next =
                new Subscription(userId, first.tier(), first.term(), first.stops(), first.allowances(), 0, revision);
        AuditEvent event = new AuditEvent(userId, NOW, AuditEvent.Action.EXTENDED, revision, detail, "test", "");
        return store.save(next, revision - 1, event);
    }
}
