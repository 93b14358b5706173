package io.valve4j.store;

import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps subscriptions, their audit, and usage, for any number of managers at once.
 *
 * <p>Implementations are thread-safe, and every method is one atomic step as seen by all managers. They may block for as
 * long as their database does, and report its failures as unchecked exceptions. Arguments are checked values; amounts and
 * limits are 64-bit, to the end.
 */
public interface ValveStore extends AutoCloseable {

    /** The store's clock: the one that decides, whatever the managers' clocks say. */
    Instant now();

    /** The user's subscription, live or ended; empty if there never was one. */
    Optional<Subscription> find(String userId);

    /**
     * Replaces the user's subscription and adds the event to the audit: both, or neither.
     *
     * @param next its revision is {@code expectedRevision + 1}
     * @param expectedRevision the revision that is to be replaced; 0 if the user must have no subscription
     * @param event what is remembered of the change
     * @return false if the user's subscription has another revision; nothing is written then
     */
    boolean save(Subscription next, long expectedRevision, AuditEvent event);

    /**
     * Takes units from all counters of the charge, or from none.
     *
     * <p>Verified first, in the same atomic step: the revision, unless 0 is expected, and that {@link #now()} lies in the
     * charge's validity. A counter that does not exist stands at 0. A refusal leaves no trace.
     */
    ChargeResult charge(Charge charge);

    /**
     * Settles an admitted charge. A counter that is no longer kept, because its window is over or usage was reset, stays
     * untouched; no counter becomes negative. Settling one charge twice is the caller's mistake.
     */
    void settle(Settlement settlement);

    /** How the user's counters stand, in the order of the keys; one that does not exist stands at 0. */
    List<CounterState> counters(String userId, List<CounterKey> keys);

    /** The user's audit, oldest first. */
    List<AuditEvent> audit(String userId);

    /** Lets go of connections and threads; what was stored stays. Idempotent. */
    @Override
    void close();
}
