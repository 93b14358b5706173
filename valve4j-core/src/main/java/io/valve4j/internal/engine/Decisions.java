package io.valve4j.internal.engine;

import io.valve4j.Decision;
import io.valve4j.Decision.Bound;
import io.valve4j.Note;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.internal.quota.LedgerResult;
import io.valve4j.internal.quota.QuotaPlan;
import io.valve4j.internal.quota.Remarks;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.Admission;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts answers of the rooms into the words of a decision, for one user on one way. */
record Decisions(String user, Route route) {

    /** Nobody knows how long an outage lasts; by then the store was tried again, and not everybody comes back at once. */
    private static final Duration UNTIL_STORE_WORKS = Duration.ofSeconds(1);

    private static final Note DEGRADED = Note.of(Note.Kind.STORE_DEGRADED);

    /** A refusal by the standing or the way itself. */
    Decision refused(Reason reason, Instant now) {
        Optional<Instant> from = Optional.ofNullable(route.standing().admitsFrom());
        Optional<Duration> retryAfter = switch (reason) {
            case STORE_UNAVAILABLE -> Optional.of(UNTIL_STORE_WORKS);
            case WAIT_TIMEOUT -> Optional.of(Duration.ZERO);
            default -> from.map(at -> positive(Duration.between(now, at)));
        };
        Bound bound = new Bound(policy(reason), Long.MAX_VALUE, Long.MAX_VALUE, from);
        return decision(reason, bound, retryAfter, List.of());
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
                new Bound(
                        route.resource() + (ownBinds ? " own rate" : " rate"),
                        limit,
                        limit,
                        Optional.empty(),
                        Quota.CALLS,
                        rate(ownBinds).map(Rate::fillTime)),
                Optional.empty(),
                List.of());
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
        Optional<Duration> wait = admission.waitNanos() == RateCell.NEVER
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(admission.waitNanos()));
        Optional<Instant> resetsAt = reason == Reason.RATE_LIMITED ? wait.map(now::plus) : Optional.empty();
        Optional<Duration> window = what.equals("rate")
                ? rate(admission.own()).filter(rate -> !rate.isUnlimited()).map(Rate::fillTime)
                : Optional.empty();
        Bound bound = what.isEmpty()
                ? Bound.none(policy)
                : new Bound(policy, admission.limit(), admission.remaining(), resetsAt, Quota.CALLS, window);
        return decision(reason, bound, wait, List.of());
    }

    Decision refused(LedgerResult.Refused refusal, Instant now) {
        Usage usage = refusal.binding();
        return decision(
                Reason.QUOTA_EXCEEDED,
                bound(usage),
                refusal.roomAt().map(at -> positive(Duration.between(now, at))),
                List.of());
    }

    private Bound bound(Usage usage) {
        QuotaPlan quotas = route.standing().quotas();
        return new Bound(
                usage.quota(),
                usage.limit(),
                usage.remaining(),
                usage.resetsAt(),
                usage.meter(),
                quotas == null ? Optional.empty() : quotas.window(usage.quota()));
    }

    private Optional<Rate> rate(boolean own) {
        Seat seat = route.seat();
        if (seat == null) {
            return Optional.empty();
        }
        RateCell ofUser = seat.share().rate();
        return Optional.of((own && ofUser != null ? ofUser : seat.runtime().rate()).rate());
    }

    private static Duration positive(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Allowed; bound by whatever is tightest: the rates, or the quota that the ledger found tightest. */
    Decision allowed(Seat seat, @Nullable Usage quota, Remarks remarks, long now) {
        Bound tightest = tighter(
                bound("rate", seat.runtime().rate(), now),
                seat.share().rate() == null
                        ? null
                        : bound("own rate", seat.share().rate(), now));
        if (quota != null && !quota.unlimited()) {
            tightest = tighter(tightest, bound(quota));
        }
        return decision(null, tightest, Optional.of(Duration.ZERO), notes(remarks));
    }

    private static List<Note> notes(Remarks remarks) {
        if (remarks.beyondSoft().isEmpty() && !remarks.replayed() && !remarks.uncharged()) {
            return List.of();
        }
        List<Note> notes = new ArrayList<>();
        remarks.beyondSoft().forEach(quota -> notes.add(new Note(Note.Kind.SOFT_LIMIT_PASSED, quota)));
        if (remarks.replayed()) {
            notes.add(Note.of(Note.Kind.REPLAYED));
        }
        if (remarks.uncharged()) {
            notes.add(DEGRADED);
        }
        return notes;
    }

    private Bound bound(String what, RateCell rate, long now) {
        String policy = route.resource() + " " + what;
        return rate.rate().isUnlimited()
                ? Bound.none(policy)
                : new Bound(
                        policy,
                        rate.rate().burst(),
                        rate.available(now),
                        Optional.empty(),
                        Quota.CALLS,
                        Optional.of(rate.rate().fillTime()));
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

    private Decision decision(@Nullable Reason reason, Bound bound, Optional<Duration> retryAfter, List<Note> notes) {
        Standing standing = route.standing();
        List<Note> all = notes;
        if (standing.inGrace() || standing.degraded()) {
            all = new ArrayList<>(notes);
            if (standing.inGrace()) {
                all.add(Note.of(Note.Kind.IN_GRACE));
            }
            if (standing.degraded() && !all.contains(DEGRADED)) {
                all.add(DEGRADED);
            }
        }
        return new Decision(user, route.standing().profile(), route.resource(), reason, bound, retryAfter, all);
    }
}
