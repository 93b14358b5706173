package io.valve4j.spring.boot.method;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.ValveRejectedException;
import io.valve4j.spring.boot.UserLimiters;
import io.valve4j.task.TaskOptions;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.expression.EvaluationContext;

/** Holds a permit round a method. The limiters are found at the first call, so that beans can be made before the valve is. */
final class ValvedInterceptor implements MethodInterceptor {

    private final ValvedCalls calls;
    private final Supplier<UserLimiters> limiters;
    private final BeanFactory beans;

    ValvedInterceptor(ValvedCalls calls, Supplier<UserLimiters> limiters, BeanFactory beans) {
        this.calls = calls;
        this.limiters = limiters;
        this.beans = beans;
    }

    @Override
    @SuppressWarnings("try") // the permit is there to be closed
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = Objects.requireNonNull(invocation.getThis());
        ValvedCall call = calls.of(invocation.getMethod(), target.getClass());
        EvaluationContext context = call.context(target, invocation.getArguments(), beans);
        Limiter limiter = call.limiter(context, limiters.get());
        TaskOptions options = call.options(context);
        if (call.givesFuture()) {
            return call.waits() ? inTurn(invocation, limiter, options) : atOnce(invocation, limiter, options);
        }
        try (Permit permit = acquire(limiter, options)) {
            return invocation.proceed();
        }
    }

    private static Permit acquire(Limiter limiter, TaskOptions options) {
        try {
            return limiter.acquire(options);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while waiting for a permit");
            cancelled.initCause(interrupt);
            throw cancelled;
        }
    }

    private static @Nullable Object atOnce(MethodInvocation invocation, Limiter limiter, TaskOptions options)
            throws Throwable {
        Permit permit;
        try {
            permit = acquire(limiter, options);
        } catch (ValveRejectedException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        return holding(permit, invocation);
    }

    /** Cancelling the future gives up its place in the queue. */
    @SuppressWarnings("FutureReturnValueIgnored") // all that happens is in the result
    private static CompletableFuture<@Nullable Object> inTurn(
            MethodInvocation invocation, Limiter limiter, TaskOptions options) {
        CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
        CompletableFuture<Permit> turn;
        try {
            turn = limiter.acquireAsync(options);
        } catch (ValveRejectedException refusal) {
            result.completeExceptionally(refusal);
            return result;
        }
        turn.whenComplete((permit, refusal) -> {
            if (refusal != null) {
                result.completeExceptionally(refusal);
            } else if (result.isDone()) {
                permit.close();
            } else {
                start(invocation, permit, result);
            }
        });
        result.whenComplete((value, failure) -> turn.cancel(false));
        return result;
    }

    private static void start(MethodInvocation invocation, Permit permit, CompletableFuture<@Nullable Object> result) {
        try {
            CompletionStage<?> running = holding(permit, invocation);
            if (running == null) {
                result.complete(null);
                return;
            }
            running.whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }

    /** Whatever happens, the permit is closed, once. */
    private static @Nullable CompletionStage<?> holding(Permit permit, MethodInvocation invocation) throws Throwable {
        CompletionStage<?> running = null;
        try {
            running = (CompletionStage<?>) invocation.proceed();
        } finally {
            if (running == null) {
                permit.close();
            }
        }
        if (running != null) {
            running.whenComplete((value, failure) -> permit.close());
        }
        return running;
    }
}
