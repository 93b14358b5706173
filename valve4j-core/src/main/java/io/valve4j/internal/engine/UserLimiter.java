package io.valve4j.internal.engine;

import static io.valve4j.internal.rate.RateCell.RETIRED;

import io.valve4j.Decision;
import io.valve4j.Decision.Bound;
import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Reason;
import io.valve4j.ValveRejectedException;
import io.valve4j.internal.check.Checks;
import io.valve4j.internal.quota.Lease;
import io.valve4j.internal.quota.LedgerResult;
import io.valve4j.internal.quota.QuotaPlan;
import io.valve4j.internal.quota.Remarks;
import io.valve4j.internal.schedule.Admission;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.quota.Reservation;
import io.valve4j.quota.ReservationOptions;
import io.valve4j.quota.Usage;
import io.valve4j.subscription.Subscription;
import io.valve4j.task.Action;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's handle. What takes at once is here; what waits in a queue is in {@link Errands}.
 *
 * <p>Every decision goes through the rooms in the order of {@link io.valve4j.Reason}: the way and the standing, the cost, the
 * rate, and last the quotas, which may cost a round trip.
 */
final class UserLimiter extends Decider implements Limiter {

    private static final Logger LOG = LoggerFactory.getLogger(Limiter.class);

    /** A yes without words. */
    private static final Decision YES =
            new Decision("", "", "", null, Bound.none(""), Optional.of(Duration.ZERO), List.of());

    /** A no without words; which bound it was is not said either. */
    private static final Decision NO =
            new Decision("", "", "", Reason.RATE_LIMITED, Bound.none(""), Optional.empty(), List.of());

    /** What leads to a no without words. */
    private static final Admission UNEXPLAINED = new Admission(Reason.RATE_LIMITED, 0, 0, 0, false);

    UserLimiter(Engine engine, Account account, @Nullable String resource) {
        super(engine, account, resource);
    }

    @Override
    public String user() {
        return account.user();
    }

    @Override
    public UserLimiter on(String other) {
        return new UserLimiter(engine, account, Checks.name("the resource's name", other));
    }

    @Override
    public boolean tryTake(TaskOptions options) {
        Checks.notNull("the options", options);
        // The short way, for whom nothing but rates decides: no lock, no store; no allocation, once the way is known.
        long now = engine.time().nanos();
        Route way = knownRoute(now);
        if (way == null) {
            way = findRoute(now);
            // A bucket that was made on the way is full from then on, and not as of a moment before.
            now = engine.time().nanos();
        }
        if (way.plain()) {
            Seat seat = way.openSeat();
            if (!seat.runtime().contended()) {
                long answer = seat.take(options.calls(), now);
                // A refusal that somebody wants to know of is made with all its words.
                if (answer == 0 || (answer != RETIRED && !chronicle().on())) {
                    return answer == 0;
                }
            }
        } else if (takeOnLease(way, options, now)) {
            return true;
        }
        return chronicle().on()
                ? told(decide(way, now, options, Question.MAY_HEARD)).allowed()
                : decide(way, now, options, Question.MAY).allowed();
    }

    /** As short, for whom a lease decides too; false says only that this was not to be had so easily. */
    private boolean takeOnLease(Route known, TaskOptions options, long now) {
        QuotaPlan quotas = known.standing().quotas();
        Seat seat = known.seat();
        if (quotas == null
                || seat == null
                || !options.units().isEmpty()
                || options.idempotencyKey().isPresent()
                || seat.runtime().contended()) {
            return false;
        }
        Lease lease = quotas.spend(options.calls(), now);
        if (lease == null) {
            return false;
        }
        if (seat.take(options.calls(), now) == 0) {
            return true;
        }
        engine.services().till().giveBack(quotas, lease, options.calls());
        return false;
    }

    @Override
    public Decision take(TaskOptions options) {
        return told(decide(options, Question.TAKE));
    }

    /** The decision, once listeners know of it if it is a refusal. */
    private Decision told(Decision decision) {
        if (!decision.allowed()) {
            chronicle().refused(decision);
        }
        return decision;
    }

    private Chronicle chronicle() {
        return engine.services().chronicle();
    }

    @Override
    public Decision peek(TaskOptions options) {
        return decide(options, Question.PEEK);
    }

    /** What somebody wants to know. */
    private enum Question {
        /** Whether they may, and if so, they have; neither is explained, since making the words takes as long as the charge. */
        MAY,
        /** The same where listeners hear why not. */
        MAY_HEARD,
        /** Whether they may, and if so, they have. */
        TAKE,
        /** Whether they might. */
        PEEK;

        boolean takes() {
            return this != PEEK;
        }

        boolean explainsYes() {
            return this == TAKE || this == PEEK;
        }
    }

    private Decision decide(TaskOptions options, Question question) {
        Checks.notNull("the options", options);
        long now = engine.time().nanos();
        Route way = knownRoute(now);
        if (way == null) {
            way = findRoute(now);
            // A bucket that was made on the way is full from then on, and not as of a moment before.
            now = engine.time().nanos();
        }
        return decide(way, now, options, question);
    }

    private Decision decide(Route first, long firstNow, TaskOptions options, Question question) {
        Decision decision = decideOnce(first, firstNow, options, question);
        if (decision != null) {
            return decision;
        }
        dropRoute();
        try {
            return untilSettled(engine.time().nanos(), (way, now) -> decideOnce(way, now, options, question));
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("nothing waits here", impossible);
        }
    }

    private @Nullable Decision decideOnce(Route way, long now, TaskOptions options, Question question) {
        Decision refusal = refusal(way, options);
        if (refusal != null) {
            return refusal;
        }
        Seat seat = way.openSeat();
        Admission admission = permits(seat, options.calls(), now, question);
        if (admission.retired()) {
            return null;
        }
        if (!admission.given()) {
            return question == Question.MAY
                    ? NO
                    : decisions(way).refused(admission, engine.time().instant());
        }
        if (way.plain()) {
            return question.explainsYes() ? decisions(way).allowed(seat, null, Remarks.NONE, now) : YES;
        }
        LedgerResult result;
        Usage tightest = null;
        try {
            Till till = engine.services().till();
            result = switch (question) {
                case MAY, MAY_HEARD -> till.take(way, options);
                case TAKE -> till.charge(way, options);
                case PEEK -> till.preview(way, options);
            };
            if (question.explainsYes() && result instanceof LedgerResult.Admitted admitted) {
                tightest = admitted.tightest();
            }
        } catch (Throwable failure) {
            if (question.takes()) {
                seat.refund(account.user(), options.calls(), now, engine.time().nanos());
            }
            throw failure;
        }
        if (result instanceof LedgerResult.Admitted admitted) {
            tellPassed(way, admitted.remarks().passed());
            return question.explainsYes() ? decisions(way).allowed(seat, tightest, admitted.remarks(), now) : YES;
        }
        if (question.takes()) {
            seat.refund(account.user(), options.calls(), now, engine.time().nanos());
        }
        return question == Question.MAY && result instanceof LedgerResult.Refused
                ? NO
                : notCharged(way, options.idempotencyKey(), result);
    }

    private Admission permits(Seat seat, long cost, long now, Question question) {
        ResourceRuntime runtime = seat.runtime();
        if (runtime.contended()) {
            Dispatcher dispatcher = runtime.dispatcher();
            if (dispatcher == null) {
                return Admission.RETIRED;
            }
            return question.takes()
                    ? dispatcher.takeNow(cost, account.user(), seat.share())
                    : dispatcher.mayTakeNow(cost, account.user(), seat.share());
        }
        if (question.takes()) {
            long answer = seat.take(cost, now);
            if (answer == 0 || (answer != RETIRED && question == Question.MAY)) {
                return answer == 0 ? Admission.GIVEN : UNEXPLAINED;
            }
        }
        Admission admission = Admission.ofPermits(runtime.rate(), seat.share(), cost, now);
        // Where the take failed and now all is there, somebody gave it back meanwhile, so it is tried again.
        return seat.retired() || (question.takes() && admission.given()) ? Admission.RETIRED : admission;
    }

    @Override
    public Reservation reserve(String meter, long units, ReservationOptions options) {
        return new Reservations(this).reserve(meter, units, options);
    }

    @Override
    public List<Usage> usage() {
        // Who asks wants to see what is so now, whoever changed it last.
        account.forget();
        Route way = route();
        Standing standing = way.standing();
        if (standing.refusal() == Reason.STORE_UNAVAILABLE) {
            throw new ValveRejectedException(decisions(way)
                    .refused(Reason.STORE_UNAVAILABLE, engine.time().instant()));
        }
        QuotaPlan quotas = standing.quotas();
        Subscription subscription = standing.subscription();
        if (quotas == null && subscription != null) {
            return engine.usageOf(subscription, engine.clock().ask());
        }
        return quotas == null ? List.of() : engine.ledger().usage(quotas);
    }

    /** Runs the work of a dead letter again. */
    CompletableFuture<@Nullable Object> replay(Assignment<@Nullable Object> assignment, TaskOptions options) {
        return new Errands(this).submit(assignment, options);
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> task, TaskOptions options) {
        return new Errands(this).submit(Checks.notNull("the task", task), options);
    }

    @Override
    public CompletableFuture<@Nullable Void> run(Action task, TaskOptions options) {
        Checks.notNull("the task", task);
        return new Errands(this)
                .<@Nullable Void>submit(
                        () -> {
                            task.run();
                            return null;
                        },
                        options);
    }

    @Override
    public Permit acquire(TaskOptions options) throws InterruptedException {
        return new Errands(this).acquire(options);
    }

    @Override
    public Optional<Permit> tryAcquire(TaskOptions options) {
        return new Errands(this).tryAcquire(options);
    }

    @Override
    public CompletableFuture<Permit> acquireAsync(TaskOptions options) {
        return new Errands(this).acquireAsync(options);
    }

    @Override
    public Executor executor() {
        return command -> {
            Checks.notNull("the command", command);
            // Nobody holds the future of a command, so what it throws is logged here or nowhere.
            CompletableFuture<@Nullable Void> unused = run(() -> runLogged(command));
        };
    }

    private void runLogged(Runnable command) {
        try {
            command.run();
        } catch (Throwable failure) {
            LOG.warn("a command of user {} failed", Checks.quoted(user()), failure);
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "Limiter[user=" + Checks.quoted(user())
                + (resource == null ? "]" : ", resource=" + Checks.quoted(resource) + "]");
    }
}
