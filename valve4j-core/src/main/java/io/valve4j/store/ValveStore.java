package io.valve4j.store;

import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps subscriptions, their audit, and usage, for any number of managers at once.
 *
 * <p>Of each user it keeps
 *
 * <ul>
 *   <li>the subscription, if there is one, and its audit events
 *   <li>counters: {@link CounterKey} to used units, their peak, and the end after which the counter may be dropped
 *   <li>holds: charge id to postings, and the instant at which it lapses
 *   <li>idempotency keys of admitted charges: key to demand, charge id and postings, for {@link #KEY_MEMORY}
 * </ul>
 *
 * <p>Implementations are thread-safe, and every method is one atomic step as seen by all managers; none needs more of a
 * database than one transaction on rows of one user. They may block for as long as their database does, and report its
 * failures as unchecked exceptions. Arguments are checked values. Amounts and limits are 64-bit, to the end: sums stop at
 * {@link Long#MAX_VALUE} ({@link Posting#sum}), differences at 0. Nothing has to happen on time: what has lapsed is passed
 * over by whoever meets it, and dropped by {@link #purge}.
 *
 * <p>An {@link IllegalStateException} or {@link IllegalArgumentException} says that the store works and will not do it. Whatever
 * else is thrown says that it does not work, which is when an {@link io.valve4j.OutagePolicy} decides.
 *
 * <p>A store whose steps may be left in doubt, because an answer can get lost, also remembers the ids of admitted charges and
 * of refunds for {@link #ID_MEMORY}, so that the same may be sent again: the charge is answered as
 * {@link ChargeResult.Replayed}, the refund has no effect.
 */
public interface ValveStore extends AutoCloseable {

    /** How long an idempotency key is remembered. */
    Duration KEY_MEMORY = Duration.ofHours(24);

    /** How long the ids of charges and refunds are remembered by stores that may leave a step in doubt. */
    Duration ID_MEMORY = Duration.ofMinutes(10);

    /** How long a hold that has lapsed is remembered, so that it can still be committed, once; after that it is unknown. */
    Duration LAPSED_HOLD_MEMORY = Duration.ofHours(24);

    /**
     * How long a counter is kept after its end. Nobody asks for it again unless the clock is set back; then it must be found,
     * or the window would start afresh.
     */
    Duration COUNTER_MEMORY = Duration.ofHours(1);

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
     * Takes units for all lines of the charge, or for none; or sets them aside, if it is a hold.
     *
     * <p>In the same atomic step, in this order, and the first that applies is the answer:
     *
     * <ol>
     *   <li>The idempotency key is remembered: {@link ChargeResult.Replayed} if it asked for the same, else
     *       {@link ChargeResult.KeyReused}.
     *   <li>The revision differs from the expected one, unless that is 0, or {@link #now()} lies outside the validity:
     *       {@link ChargeResult.Stale}.
     *   <li>A line finds too little room ({@link Charge#draw}), where live holds take room like used units:
     *       {@link ChargeResult.Refused}. No trace is left, the key is not remembered.
     *   <li>{@link ChargeResult.Admitted}: used units and their peak grow, or a hold is kept; the key is remembered.
     * </ol>
     *
     * <p>A counter that is not kept stands at 0.
     */
    ChargeResult charge(Charge charge);

    /**
     * Settles an admitted charge.
     *
     * <ul>
     *   <li>{@link Settlement.Commit}: the hold is dropped and its postings are added to used units and peak, whatever the
     *       limit. Without such a hold it has no effect, so that it counts once; with one that has lapsed it is late.
     *   <li>{@link Settlement.Release}: the hold is dropped, and the idempotency key of its charge forgotten.
     *   <li>{@link Settlement.Refund}: used units are given back, the peak stays, the idempotency key of the named charge is forgotten. A counter
     *       that is not kept any more stays so. Refunding one charge twice, with two refunds, is the caller's mistake.
     * </ul>
     */
    SettleResult settle(Settlement settlement);

    /** How the user's counters stand, in the order of the keys; one that is not kept stands at 0. */
    List<CounterState> counters(String userId, List<CounterKey> keys);

    /**
     * Subscriptions of users after a given one, ascending by user id, in whatever order the store keeps ids; the same each
     * time.
     *
     * @param afterUserId null for the first ones
     * @param most how many at most; 1 or more
     */
    List<Subscription> list(@Nullable String afterUserId, int most);

    /** The user's audit, oldest first. */
    List<AuditEvent> audit(String userId);

    /**
     * Drops what nobody will ask for again: counters {@link #COUNTER_MEMORY} after their end, holds
     * {@link #LAPSED_HOLD_MEMORY} after they lapsed, keys and ids whose time is up. Only saves space: never needed to be
     * right.
     *
     * @param most how many to drop at most, to bound the time it takes; 1 or more
     * @return how many were dropped; fewer than {@code most} means that there is nothing more to drop now
     */
    int purge(int most);

    /** Lets go of connections and threads; what was stored stays. Idempotent. */
    @Override
    void close();
}
