package io.valve4j;

import io.valve4j.quota.Reservation;
import io.valve4j.quota.ReservationOptions;
import io.valve4j.quota.Usage;
import io.valve4j.task.Action;
import io.valve4j.task.TaskOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A limiter in front of another: a place for faults. */
class DisguisedLimiter implements Limiter {

    private final Limiter behind;

    DisguisedLimiter(Limiter behind) {
        this.behind = behind;
    }

    @Override
    public String user() {
        return behind.user();
    }

    @Override
    public Limiter on(String resource) {
        return behind.on(resource);
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> task, TaskOptions options) {
        return behind.submit(task, options);
    }

    @Override
    public CompletableFuture<Void> run(Action task, TaskOptions options) {
        return behind.run(task, options);
    }

    @Override
    public Permit acquire(TaskOptions options) throws InterruptedException {
        return behind.acquire(options);
    }

    @Override
    public Optional<Permit> tryAcquire(TaskOptions options) {
        return behind.tryAcquire(options);
    }

    @Override
    public CompletableFuture<Permit> acquireAsync(TaskOptions options) {
        return behind.acquireAsync(options);
    }

    @Override
    public boolean tryTake(TaskOptions options) {
        return behind.tryTake(options);
    }

    @Override
    public Decision take(TaskOptions options) {
        return behind.take(options);
    }

    @Override
    public Decision peek(TaskOptions options) {
        return behind.peek(options);
    }

    @Override
    public Reservation reserve(String meter, long units, ReservationOptions options) {
        return behind.reserve(meter, units, options);
    }

    @Override
    public List<Usage> usage() {
        return behind.usage();
    }

    @Override
    public Executor executor() {
        return behind.executor();
    }
}
