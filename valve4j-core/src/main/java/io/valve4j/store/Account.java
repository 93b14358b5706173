package io.valve4j.store;

import io.valve4j.quota.Grant;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one user: immutable, so that whoever swaps one for the next has made one atomic step.
 */
final class Account {

    /** The account of somebody of whom nothing is kept. */
    static final Account EMPTY = new Account(null, Counters.NONE, Pledges.NONE, null);

    private final @Nullable Subscription subscription;
    private final Counters counters;
    private final Pledges pledges;
    private final @Nullable Trail trail;

    private Account(@Nullable Subscription subscription, Counters counters, Pledges pledges, @Nullable Trail trail) {
        this.subscription = subscription;
        this.counters = counters;
        this.pledges = pledges;
        this.trail = trail;
    }

    /** One that was kept elsewhere. */
    static Account of(@Nullable Subscription subscription, Counters counters, Pledges pledges, List<AuditEvent> audit) {
        Trail trail = null;
        for (AuditEvent event : audit) {
            trail = new Trail(event, trail);
        }
        return new Account(subscription, counters, pledges, trail);
    }

    /** Whether dropping it loses nothing. */
    boolean isEmpty() {
        return subscription == null && size() == 0;
    }

    /** How much is kept beside the subscription. */
    int size() {
        return counters.size() + pledges.size();
    }

    @Nullable
    Subscription subscription() {
        return subscription;
    }

    /** 0 if there is no subscription. */
    long revision() {
        return subscription == null ? 0 : subscription.revision();
    }

    Counters counters() {
        return counters;
    }

    Pledges pledges() {
        return pledges;
    }

    CounterState state(CounterKey key, Instant now) {
        int index = counters.indexOf(key);
        long held = pledges.held(key, now);
        if (index < 0) {
            return new CounterState(key, 0, held, 0);
        }
        Counter counter = counters.get(index);
        return new CounterState(key, counter.used(), held, counter.peak());
    }

    /** Oldest first. */
    List<AuditEvent> audit() {
        List<AuditEvent> events = new ArrayList<>();
        for (Trail step = trail; step != null; step = step.earlier) {
            events.add(step.event);
        }
        Collections.reverse(events);
        return List.copyOf(events);
    }

    Account saved(Subscription next, AuditEvent event) {
        return new Account(next, counters, pledges, new Trail(event, trail));
    }

    /** This account without its audit, which is kept elsewhere. */
    Account withoutAudit() {
        return new Account(subscription, counters, pledges, null);
    }

    /** This account with a step's id remembered, and at most so many ids. */
    Account with(UUID id, List<Posting> postings, Instant now, int most) {
        return new Account(subscription, counters, pledges.with(id, postings, now, most), trail);
    }

    /** This account without counters of grants that never end and that the subscription does not have. */
    Account withoutSpentGrants() {
        Set<String> grants = subscription == null
                ? Set.of()
                : subscription.grants().stream().map(Grant::id).collect(Collectors.toSet());
        return new Account(subscription, counters.withoutGrantsBut(grants), pledges, trail);
    }

    /** This account without holds that have lapsed, which could still have been committed late. */
    Account withoutLapsedHolds(Instant now) {
        return new Account(subscription, counters, pledges.withoutLapsed(now), trail);
    }

    /** This account after a charge that fits and is not remembered, which drew so much from each pool. */
    Account drawn(List<ChargeLine> lines, long[] amounts, Instant now) {
        Counters next = counters;
        int index = 0;
        for (int i = 0; i < lines.size(); i++) {
            List<Pool> pools = lines.get(i).pools();
            for (int j = 0; j < pools.size(); j++, index++) {
                if (amounts[index] > 0) {
                    next = next.added(
                            pools.get(j).key(), amounts[index], pools.get(j).end(), now);
                }
            }
        }
        return new Account(subscription, next, pledges, trail);
    }

    /** This account after a charge that fits, which drew these. */
    Account charged(Charge charge, List<Posting> postings, Instant now) {
        Pledges next = pledges.admitted(charge, postings, now);
        Counters counted = charge.holdFor() == null ? added(postings, now) : counters;
        return new Account(subscription, counted, next, trail);
    }

    /** This account with one counter in the place of another, as {@link Counters#with}. */
    Account counted(int index, Counter next, Instant now) {
        return new Account(subscription, counters.with(index, next, now), pledges, trail);
    }

    /** This account with a hold turned into use. */
    Account committed(Settlement.Commit commit, Instant now) {
        return new Account(subscription, added(commit.postings(), now), pledges.withoutHold(commit.hold()), trail);
    }

    /** This account without a hold, and without its idempotency key. */
    Account released(Pledges.Hold hold) {
        return new Account(
                subscription, counters, pledges.withoutHold(hold.id()).withoutKeyOf(hold.id()), trail);
    }

    /** This account with units given back to those counters that are still there. */
    Account refunded(Settlement.Refund refund) {
        Counters next = counters;
        for (Posting posting : refund.postings()) {
            next = next.givenBack(posting.key(), posting.amount());
        }
        return new Account(subscription, next, pledges.withoutKeyOf(refund.charge()), trail);
    }

    /** This account without what nobody will ask for again; the same if there is nothing such. */
    Account purged(Instant now) {
        Counters keptCounters = counters.purged(now);
        Pledges keptPledges = pledges.purged(now);
        return keptCounters.size() + keptPledges.size() == size()
                ? this
                : new Account(subscription, keptCounters, keptPledges, trail);
    }

    private Counters added(List<Posting> postings, Instant now) {
        Counters next = counters;
        for (int i = 0; i < postings.size(); i++) {
            Posting posting = postings.get(i);
            next = next.added(posting.key(), posting.amount(), posting.end(), now);
        }
        return next;
    }

    private static final class Trail {

        final AuditEvent event;
        final @Nullable Trail earlier;

        Trail(AuditEvent event, @Nullable Trail earlier) {
            this.event = event;
            this.earlier = earlier;
        }
    }
}
