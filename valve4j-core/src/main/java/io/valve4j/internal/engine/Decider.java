package io.valve4j.internal.engine;

import io.valve4j.Decision;
import io.valve4j.Reason;
import io.valve4j.internal.check.Checks;
import io.valve4j.internal.quota.LedgerResult;
import io.valve4j.internal.quota.ThresholdPassed;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.quota.KeyReusedException;
import io.valve4j.task.TaskOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way from a user to a resource, and remembers it for as long as nothing changes.
 *
 * <p>What is found out on the way may be outdated when it is used: a part was reclaimed, or the store knows a newer revision.
 * Then nothing was taken, and the decision is made again from the start.
 */
abstract class Decider {

    /** How often a decision may be overtaken by changes before that is taken for a fault. */
    private static final int MOST_ATTEMPTS = 1_000;

    final Engine engine;
    final Account account;
    final @Nullable String resource;
    private volatile @Nullable Route route;
    private volatile Errand.@Nullable Sender sender;

    Decider(Engine engine, Account account, @Nullable String resource) {
        this.engine = engine;
        this.account = account;
        this.resource = resource;
    }

    final Route route() {
        long now = engine.time().nanos();
        Route known = knownRoute(now);
        return known != null ? known : findRoute(now);
    }

    /** The way as it was found before, if it is still good; else null. Lock-free, allocates nothing. */
    final @Nullable Route knownRoute(long now) {
        Route known = route;
        return known != null && known.standing().fresh(engine.setup(), now) && account.holds(known.standing())
                ? known
                : null;
    }

    /** The way as it is found now. Blocks as long as the store does, if that has to be asked. */
    final Route findRoute(long now) {
        Route found = Route.find(account.standing(now), account.user(), resource);
        route = found;
        return found;
    }

    /** Finds the way anew next time, since a part of it was reclaimed. */
    final void dropRoute() {
        route = null;
        sender = null;
    }

    /** Who sends an errand that way; the same for all of them, as long as the way is. */
    @SuppressWarnings("ReferenceEquality") // an equal way is another one, found later
    final Errand.Sender sender(Route way, Dispatcher dispatcher) {
        Errand.Sender known = sender;
        if (known == null || known.route() != way || known.dispatcher() != dispatcher) {
            known = new Errand.Sender(account.user(), way, dispatcher, engine.services(), resource);
            sender = known;
        }
        return known;
    }

    final Decisions decisions(Route way) {
        return new Decisions(account.user(), way);
    }

    /** The refusal that lies in the way itself, or in the cost; null if there is none. */
    final @Nullable Decision refusal(Route way, TaskOptions options) {
        if (way.refusal() != null) {
            return decisions(way).refused(way.refusal(), engine.clock().estimate());
        }
        return way.openSeat().tooHigh(options.calls()) ? decisions(way).tooHigh(way.openSeat()) : null;
    }

    /**
     * The refusal of a charge that was not admitted; null if the way is outdated, and forgotten now.
     *
     * @param key the charge's idempotency key; empty if it had none
     * @throws KeyReusedException if the key stands for something else
     */
    final @Nullable Decision notCharged(Route way, Optional<String> key, @Nullable LedgerResult result) {
        if (result instanceof LedgerResult.KeyReused) {
            throw new KeyReusedException(account.user(), key.orElseThrow());
        }
        if (result instanceof LedgerResult.Refused refused) {
            return decisions(way).refused(refused, engine.clock().estimate());
        }
        if (result == null) {
            return decisions(way)
                    .refused(Reason.STORE_UNAVAILABLE, engine.time().instant());
        }
        account.forget();
        if (way.standing().degraded()) {
            // The store says that what was last known is outdated, and did not say what is so.
            return decisions(way)
                    .refused(Reason.STORE_UNAVAILABLE, engine.time().instant());
        }
        if (way.standing().subscription() != null) {
            // Somebody else may have changed it, and what waits here follows.
            engine.following().follow(account.user());
        }
        return null;
    }

    /** Tells of the thresholds that a charge or a settlement has passed, if anybody listens. */
    final void tellPassed(Route way, List<ThresholdPassed> passed) {
        engine.services().chronicle().passed(account.user(), way.standing().profile(), passed);
    }

    /**
     * Makes a decision again until nothing overtakes it.
     *
     * @param called a reading of the clock from just before
     */
    final <T> T untilSettled(long called, Once<T> once) throws InterruptedException {
        long now = called;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Route way = knownRoute(now);
            if (way == null) {
                way = findRoute(now);
                now = engine.time().nanos();
            }
            T settled = once.decide(way, now);
            if (settled != null) {
                return settled;
            }
            dropRoute();
            now = engine.time().nanos();
        }
        throw new IllegalStateException("each of " + MOST_ATTEMPTS + " decisions for user "
                + Checks.quoted(account.user())
                + " was outdated before it could be made: the store's clock or its revisions must be wrong");
    }

    /** One try at a decision. */
    @FunctionalInterface
    interface Once<T> {

        /**
         * The decision; null if it was overtaken.
         *
         * @param now a reading of the clock from after the way was found
         */
        @Nullable
        T decide(Route way, long now) throws InterruptedException;
    }
}
