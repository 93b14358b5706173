package io.valve4j.internal.engine;

import io.valve4j.Decision;
import io.valve4j.Decision.Bound;
import io.valve4j.Reason;
import io.valve4j.internal.quota.LedgerResult;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.Admission;
import io.valve4j.quota.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts answers of the rooms into the words of a decision, for one user on one way. */
record Decisions(String user, Route route) {

    /** A refusal by the standing or the way itself. */
    Decision refused(Reason reason, Instant now) {
        Optional<Instant> from = Optional.ofNullable(route.standing().admitsFrom());
        Optional<Duration> retryAfter = reason == Reason.STORE_UNAVAILABLE || reason == Reason.WAIT_TIMEOUT
                ? Optional.of(Duration.ZERO)
                : from.map(at -> positive(Duration.between(now, at)));
        return decision(reason, Bound.none(policy(reason)), retryAfter, from);
    }

    private String policy(Reason reason) {
        return switch (reason) {
            case SHUTTING_DOWN, UNKNOWN_RESOURCE, WAIT_TIMEOUT -> route.resource();
            case UNKNOWN_PROFILE -> route.standing().profile();
            case STORE_UNAVAILABLE -> "store";
            default -> "subscription";
        };
    }

    Decision tooHigh(Seat seat) {
        long burst = seat.runtime().rate().rate().burst();
        RateCell own = seat.share().rate();
        long ownBurst = own == null ? Long.MAX_VALUE : own.rate().burst();
        boolean ownBinds = ownBurst < burst;
        long limit = Math.min(burst, ownBurst);
        return decision(
                Reason.COST_TOO_HIGH,
                new Bound(route.resource() + (ownBinds ? " own rate" : " rate"), limit, limit),
                Optional.empty(),
                Optional.empty());
    }

    Decision refused(Admission admission, Instant now) {
        Reason reason = admission.reason();
        String what = reason == null
                ? ""
                : switch (reason) {
                    case QUEUE_FULL -> "queue";
                    case NO_WORKER -> "workers";
                    case RATE_LIMITED, DEADLINE_UNREACHABLE, COST_TOO_HIGH -> "rate";
                    default -> "";
                };
        String policy = (route.resource() + (admission.own() ? " own " : " ") + what).strip();
        boolean unlimited = what.isEmpty();
        return decision(
                reason,
                unlimited ? Bound.none(policy) : new Bound(policy, admission.limit(), admission.remaining()),
                admission.waitNanos() == RateCell.NEVER
                        ? Optional.empty()
                        : Optional.of(Duration.ofNanos(admission.waitNanos())),
                reason == Reason.RATE_LIMITED && admission.waitNanos() != RateCell.NEVER
                        ? Optional.of(now.plusNanos(admission.waitNanos()))
                        : Optional.empty());
    }

    Decision refused(LedgerResult.Refused refusal, Instant now) {
        Usage usage = refusal.binding();
        return decision(
                Reason.QUOTA_EXCEEDED,
                new Bound(usage.quota(), usage.limit(), usage.remaining()),
                refusal.roomAt().map(at -> positive(Duration.between(now, at))),
                usage.resetsAt());
    }

    private static Duration positive(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Allowed; bound by whatever is tightest: the rates, or the quota that the ledger found tightest. */
    Decision allowed(Seat seat, @Nullable Usage quota, long now) {
        Bound tightest = tighter(
                bound("rate", seat.runtime().rate(), now),
                seat.share().rate() == null
                        ? null
                        : bound("own rate", seat.share().rate(), now));
        Optional<Instant> resetsAt = Optional.empty();
        if (quota != null && !quota.unlimited()) {
            Bound used = new Bound(quota.quota(), quota.limit(), quota.remaining());
            if (tighter(tightest, used).equals(used)) {
                tightest = used;
                resetsAt = quota.resetsAt();
            }
        }
        return decision(null, tightest, Optional.of(Duration.ZERO), resetsAt);
    }

    private Bound bound(String what, RateCell rate, long now) {
        String policy = route.resource() + " " + what;
        return rate.rate().isUnlimited()
                ? Bound.none(policy)
                : new Bound(policy, rate.rate().burst(), rate.available(now));
    }

    /** The one with the smaller part left. */
    private static Bound tighter(Bound a, @Nullable Bound b) {
        if (b == null || b.limit() == Long.MAX_VALUE) {
            return a;
        }
        if (a.limit() == Long.MAX_VALUE) {
            return b;
        }
        return (double) b.remaining() / b.limit() < (double) a.remaining() / a.limit() ? b : a;
    }

    private Decision decision(
            @Nullable Reason reason, Bound bound, Optional<Duration> retryAfter, Optional<Instant> resetsAt) {
        return new Decision(user, route.standing().profile(), route.resource(), reason, bound, retryAfter, resetsAt);
    }
}
