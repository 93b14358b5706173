package io.valve4j.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step on an account: the whole arithmetic of a store, with no word on how the account is kept.
 *
 * @param next the account after it; the same object if nothing changes
 * @param result what is answered
 */
record Transition<R>(Account next, R result) {

    /**
     * What a charge comes to.
     *
     * @param ids how many ids of steps to remember; 0 if no step can be left in doubt
     */
    static Transition<ChargeResult> charge(Account present, Charge charge, Instant now, int ids) {
        ChargeResult answer = answerWithoutCharging(charge, present, now);
        if (answer != null) {
            return new Transition<>(present, answer);
        }
        if (ids == 0 && charge.isPlain()) {
            return chargeOne(present, charge.lines().get(0), now);
        }
        Drawing drawing = Drawing.of(charge, present, now);
        if (drawing == null) {
            return new Transition<>(present, new ChargeResult.Refused(Drawing.states(charge, present, now)));
        }
        return new Transition<>(
                after(present, charge, drawing.amounts(), now, ids),
                new ChargeResult.Admitted(drawing.draws(charge.holdFor() != null)));
    }

    private static Account after(Account present, Charge charge, long[] amounts, Instant now, int ids) {
        if (ids == 0 && !charge.isRemembered()) {
            return present.drawn(charge.lines(), amounts, now);
        }
        List<Posting> postings = charge.postings(amounts);
        Account charged = present.charged(charge, postings, now);
        return ids == 0 ? charged : charged.with(charge.id(), postings, now, ids);
    }

    /**
     * What most charges are: units from one counter. The same as {@link Drawing} does, without its lists: it finds the counter
     * once, and allocates only what is kept or answered.
     */
    private static Transition<ChargeResult> chargeOne(Account present, ChargeLine line, Instant now) {
        Pool pool = line.pools().get(0);
        Counters counters = present.counters();
        int index = counters.indexOf(pool.key());
        Counter counter = index < 0 ? new Counter(pool.key(), 0, 0, pool.end()) : counters.get(index);
        long held = present.pledges().held(pool.key(), now);
        if (pool.room(counter.used(), held) < line.amount()) {
            CounterState state = new CounterState(pool.key(), counter.used(), held, counter.peak());
            return new Transition<>(present, new ChargeResult.Refused(List.of(state)));
        }
        Counter next = counter.grownBy(line.amount(), pool.end());
        CounterState after = new CounterState(pool.key(), next.used(), held, next.peak());
        return new Transition<>(
                present.counted(index, next, now),
                new ChargeResult.Admitted(List.of(new Draw(line.amount(), counter.peak(), after))));
    }

    private static @Nullable ChargeResult answerWithoutCharging(Charge charge, Account present, Instant now) {
        Pledges.Done done = present.pledges().done(charge.id(), now);
        if (done != null) {
            return new ChargeResult.Replayed(done.id(), done.postings());
        }
        Charge.ReplayKey key = charge.replayKey();
        if (key != null) {
            Pledges.Remembered remembered = present.pledges().remembered(key.key(), now);
            if (remembered != null) {
                return remembered.key().equals(key)
                        ? new ChargeResult.Replayed(remembered.charge(), remembered.postings())
                        : new ChargeResult.KeyReused();
            }
        }
        boolean changed = charge.expectedRevision() != 0 && charge.expectedRevision() != present.revision();
        return changed || !charge.validity().contains(now) ? new ChargeResult.Stale() : null;
    }

    /**
     * What a settlement comes to.
     *
     * @param ids as for a charge
     */
    static Transition<SettleResult> settle(Account present, Settlement settlement, Instant now, int ids) {
        if (settlement instanceof Settlement.Refund refund) {
            if (present.pledges().done(refund.id(), now) != null) {
                return new Transition<>(present, SettleResult.NO_EFFECT);
            }
            Account refunded = present.refunded(refund);
            // Where nothing was there to give back to, nothing can be given back twice.
            Account next = ids == 0 || refunded.isEmpty() ? refunded : refunded.with(refund.id(), List.of(), now, ids);
            return settled(SettleResult.Outcome.DONE, refund.postings(), present, next, now);
        }
        if (settlement instanceof Settlement.Commit commit) {
            Pledges.Hold hold = present.pledges().hold(commit.hold(), now);
            if (hold == null) {
                return new Transition<>(present, SettleResult.NO_EFFECT);
            }
            SettleResult.Outcome outcome = hold.liveAt(now) ? SettleResult.Outcome.DONE : SettleResult.Outcome.LATE;
            return settled(outcome, commit.postings(), present, present.committed(commit, now), now);
        }
        Pledges.Hold hold = present.pledges().hold(((Settlement.Release) settlement).hold(), now);
        return hold == null
                ? new Transition<>(present, SettleResult.NO_EFFECT)
                : settled(SettleResult.Outcome.DONE, List.of(), present, present.released(hold), now);
    }

    private static Transition<SettleResult> settled(
            SettleResult.Outcome outcome, List<Posting> postings, Account present, Account next, Instant now) {
        return new Transition<>(next, new SettleResult(outcome, Drawing.draws(postings, present, next, now)));
    }
}
