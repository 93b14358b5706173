package io.valve4j.http.servlet;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Reason;
import io.valve4j.ValveRejectedException;
import io.valve4j.task.TaskOptions;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request has to pass.
 *
 * @param limiter of a user
 * @param forUnsubscribed the limiter of a user without a subscription; null if they are refused
 * @param options what a request costs
 * @param patience how long a request may wait for a permit, which it then holds; null if it takes from rate and quotas alone
 */
record Entrance(
        BiFunction<? super HttpServletRequest, String, Limiter> limiter,
        @Nullable Function<String, Limiter> forUnsubscribed,
        Function<? super HttpServletRequest, TaskOptions> options,
        @Nullable Duration patience) {

    /** How a request came in: holding a permit, or by a decision, which may be a refusal. */
    record Entry(@Nullable Permit permit, @Nullable Decision decision) {}

    Entry enter(HttpServletRequest request, String user) throws InterruptedException {
        TaskOptions cost = options.apply(request);
        Entry entry = enter(limiter.apply(request, user), cost);
        Decision decision = entry.decision();
        boolean unsubscribed = decision != null && decision.reason() == Reason.NOT_SUBSCRIBED;
        return unsubscribed && forUnsubscribed != null ? enter(forUnsubscribed.apply(user), cost) : entry;
    }

    private Entry enter(Limiter user, TaskOptions cost) throws InterruptedException {
        if (patience == null) {
            return new Entry(null, user.take(cost));
        }
        try {
            return new Entry(user.acquire(cost.waiting(patience)), null);
        } catch (ValveRejectedException refusal) {
            return new Entry(null, cause(user, cost, refusal.decision()));
        }
    }

    /**
     * Why a wait was in vain: the rate, which is for the client to heed, or the workers, of which another node may have some. Asked
     * afterwards, since a wait that has ended does not say.
     */
    private static Decision cause(Limiter user, TaskOptions cost, Decision refusal) {
        if (refusal.reason() != Reason.WAIT_TIMEOUT) {
            return refusal;
        }
        Decision now = user.peek(cost);
        return now.reason() == Reason.RATE_LIMITED ? now : refusal;
    }
}
