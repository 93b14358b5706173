package io.valve4j.internal.engine;

import io.valve4j.Decision;
import io.valve4j.ValveRejectedException;
import io.valve4j.internal.check.Checks;
import io.valve4j.internal.quota.Demand;
import io.valve4j.internal.quota.Hold;
import io.valve4j.internal.quota.LedgerResult;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Reservation;
import io.valve4j.quota.ReservationOptions;
import io.valve4j.store.SettleResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds units of quotas for work whose cost is not known yet. Asks for the standing and the quotas, and for nothing else. */
final class Reservations {

    private final Decider decider;

    Reservations(Decider decider) {
        this.decider = decider;
    }

    Reservation reserve(String meter, long units, ReservationOptions options) {
        Checks.name("the meter", meter);
        Checks.between("the units to hold", units, 1, Long.MAX_VALUE);
        Checks.notNull("the options", options);
        String key = options.idempotencyKey().orElse(null);
        Demand demand =
                meter.equals(Quota.CALLS) ? new Demand(units, Map.of(), key) : new Demand(0, Map.of(meter, units), key);
        try {
            Answer answer = decider.untilSettled(
                    decider.engine.time().nanos(), (way, now) -> reserveOnce(way, demand, options));
            if (answer.refusal() != null) {
                throw refusal(answer.refusal());
            }
            return new Made(meter, units, answer);
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("nothing waits here", impossible);
        }
    }

    /** Tells listeners of a refusal. */
    private ValveRejectedException refusal(Decision decision) {
        decider.engine.services().chronicle().refused(decision);
        return new ValveRejectedException(decision);
    }

    private @Nullable Answer reserveOnce(Route way, Demand demand, ReservationOptions options) {
        if (way.refusal() != null) {
            Decision refusal = decider.decisions(way)
                    .refused(way.refusal(), decider.engine.clock().estimate());
            return Answer.refused(way, refusal);
        }
        if (way.plain()) {
            return new Answer(way, null, true, false, null);
        }
        LedgerResult result = decider.engine.services().till().reserve(way, demand, options.holdFor());
        if (result instanceof LedgerResult.Reserved reserved) {
            decider.tellPassed(way, reserved.remarks().passed());
            return new Answer(way, reserved.hold(), true, reserved.remarks().replayed(), null);
        }
        if (result instanceof LedgerResult.Admitted) {
            return new Answer(way, null, false, false, null);
        }
        Decision refusal = decider.notCharged(way, options.idempotencyKey(), result);
        return refusal == null ? null : Answer.refused(way, refusal);
    }

    /**
     * What came of it.
     *
     * @param hold what is held; null if nothing is, since no quota counts it, the store did not answer, or it was refused
     * @param counts whether what is used will be counted, where anything counts it
     * @param replayed whether it was held before
     * @param refusal why it was refused; null if it was not
     */
    private record Answer(
            Route way,
            @Nullable Hold hold,
            boolean counts,
            boolean replayed,
            @Nullable Decision refusal) {

        static Answer refused(Route way, Decision refusal) {
            return new Answer(way, null, false, false, refusal);
        }
    }

    /** Who settles first is up to the store; here it is only remembered that nothing is left to do. */
    private final class Made implements Reservation {

        private final String meter;
        private final long units;
        private final Answer answer;
        private volatile boolean tried;
        private volatile boolean settled;

        Made(String meter, long units, Answer answer) {
            this.meter = meter;
            this.units = units;
            this.answer = answer;
        }

        @Override
        public String user() {
            return decider.account.user();
        }

        @Override
        public String meter() {
            return meter;
        }

        @Override
        public long units() {
            return units;
        }

        @Override
        public boolean replayed() {
            return answer.replayed();
        }

        @Override
        public Settled commit(long actual) {
            Checks.between("the actual units", actual, 0, Long.MAX_VALUE);
            if (settled) {
                return Settled.NOT_COUNTED;
            }
            Hold hold = answer.hold();
            if (hold == null) {
                settled = true;
                return answer.counts() ? new Settled(true, false, List.of()) : Settled.NOT_COUNTED;
            }
            // From here on it may count, whatever the store answers, so closing must not take it back.
            tried = true;
            io.valve4j.internal.quota.Settled result =
                    decider.engine.services().till().commit(hold, Map.of(meter, actual));
            settled = true;
            decider.tellPassed(answer.way(), result.passed());
            return result.outcome() == SettleResult.Outcome.NO_EFFECT
                    ? Settled.NOT_COUNTED
                    : new Settled(true, result.outcome() == SettleResult.Outcome.LATE, result.beyondLimit());
        }

        @Override
        public Settled commit() {
            return commit(units);
        }

        @Override
        public void release() {
            if (settled) {
                return;
            }
            tried = true;
            settled = true;
            if (answer.hold() != null) {
                decider.engine.services().till().release(answer.hold());
            }
        }

        @Override
        public void close() {
            if (!tried) {
                release();
            }
        }

        @Override
        public String toString() {
            return "Reservation[user=" + Checks.quoted(user()) + ", " + units + " of " + Checks.quoted(meter) + "]";
        }
    }
}
