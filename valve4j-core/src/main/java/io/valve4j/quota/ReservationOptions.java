package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.Duration;
import java.util.Optional;

/**
 * What a caller says about a reservation beside how much. An immutable value; every call returns a new one.
 *
 * @param holdFor after how long, by the store's clock, it lapses unless it was settled
 * @param idempotencyKey by which a repeat is known for {@link io.valve4j.store.ValveStore#KEY_MEMORY}; empty if there will be
 *     none
 */
public record ReservationOptions(Duration holdFor, Optional<String> idempotencyKey) {

    /** Lapses after 10 minutes, and is not repeated. */
    public static final ReservationOptions DEFAULT = new ReservationOptions(Duration.ofMinutes(10), Optional.empty());

    /** Checks both. */
    public ReservationOptions {
        Checks.positive("the time to hold", holdFor);
        Checks.notNull("the idempotency key", idempotencyKey).ifPresent(key -> Checks.name("the idempotency key", key));
    }

    /** The same, lapsing after so long: longer than the work may take, since what has lapsed others may use. */
    public ReservationOptions holdFor(Duration next) {
        return new ReservationOptions(next, idempotencyKey);
    }

    /** The same with a key: asking again with it and the same amount returns the same units, held once. */
    public ReservationOptions idempotencyKey(String key) {
        return new ReservationOptions(holdFor, Optional.of(Checks.notNull("the idempotency key", key)));
    }
}
