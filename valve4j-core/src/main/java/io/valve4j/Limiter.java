package io.valve4j;

import io.valve4j.quota.Reservation;
import io.valve4j.quota.ReservationOptions;
import io.valve4j.quota.Usage;
import io.valve4j.task.Action;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A user's handle on one resource: hand a task in, acquire a permit, take from the rate, or just ask.
 *
 * <p>Three ways, from the most help to the least:
 *
 * <ul>
 *   <li>{@link #submit} and {@link #run}: the valve runs the task on its own workers, in fair turn
 *   <li>{@link #acquire}: the caller runs, in fair turn, and occupies a worker until the permit is closed
 *   <li>{@link #take}: rate and quota only; nothing to release, nothing waits
 * </ul>
 *
 * <p>Beside them, {@link #reserve} holds units of quotas for work whose cost is known only afterwards.
 *
 * <p>Cheap to make, may be kept for as long as one likes: every call follows the subscription and the configuration as they
 * are then. Thread-safe. A refusal changes nothing: no counter, bucket or queue differs from before. With quotas, every
 * method that takes makes one call to the store, which blocks for as long as the store does; on a
 * {@linkplain io.valve4j.quota.QuotaMode#leased lease} most make none.
 */
public interface Limiter {

    /** Whose handle it is. */
    String user();

    /** The same user's handle on another resource of their profile. Whether there is one is seen when it is used. */
    Limiter on(String resource);

    /** {@link #submit(Callable, TaskOptions)} with {@link TaskOptions#DEFAULT}. */
    default <T> CompletableFuture<T> submit(Callable<T> task) {
        return submit(task, TaskOptions.DEFAULT);
    }

    /**
     * Hands in a task to be run in its fair turn. Never waits, unless the options say so, and then only for room in the
     * queue; an interrupt ends that wait, with the interrupt flag set again. Called from a task of the same resource it never
     * waits for room, so a full resource cannot wait for itself. A task that waits for the future of another on the same
     * resource is its own risk: it holds a worker that the other may need.
     *
     * <p>The future is honest. {@code cancel(true)} takes a queued task out and gives its charge back, or interrupts a
     * running one; {@code cancel(false)} lets a running one go on, unseen. A task whose future is completed by somebody else
     * before it starts never starts. A deadline that passes in the queue completes it with a
     * {@link java.util.concurrent.TimeoutException}. Dependents that are not asynchronous run on the worker, before it takes
     * its next task.
     *
     * @throws ValveRejectedException if the task was not accepted
     */
    <T> CompletableFuture<T> submit(Callable<T> task, TaskOptions options);

    /** {@link #run(Action, TaskOptions)} with {@link TaskOptions#DEFAULT}. */
    default CompletableFuture<@Nullable Void> run(Action task) {
        return run(task, TaskOptions.DEFAULT);
    }

    /** As {@link #submit(Callable, TaskOptions)}, for a task without a result. */
    CompletableFuture<@Nullable Void> run(Action task, TaskOptions options);

    /** {@link #acquire(TaskOptions)}, waiting up to so long. */
    default Permit acquire(Duration wait) throws InterruptedException {
        return acquire(TaskOptions.waitUpTo(wait));
    }

    /**
     * Waits in the queue, among the tasks, for the right to run in the calling thread. The options' wait bounds it, whether
     * for room in the queue or in it; so does their deadline.
     *
     * @throws ValveRejectedException if there is none to be had; with {@link Reason#WAIT_TIMEOUT} if the wait has ended
     * @throws InterruptedException if the calling thread was interrupted; nothing is held or charged then
     */
    Permit acquire(TaskOptions options) throws InterruptedException;

    /** {@link #tryAcquire(TaskOptions)} with {@link TaskOptions#DEFAULT}. */
    default Optional<Permit> tryAcquire() {
        return tryAcquire(TaskOptions.DEFAULT);
    }

    /** A permit if a worker and the rate have one now and it is this user's turn. Never waits for either. */
    Optional<Permit> tryAcquire(TaskOptions options);

    /** {@link #acquireAsync(TaskOptions)}, waiting up to so long. */
    default CompletableFuture<Permit> acquireAsync(Duration wait) {
        return acquireAsync(TaskOptions.waitUpTo(wait));
    }

    /**
     * As {@link #acquire(TaskOptions)} without keeping the calling thread: the future completes with the permit, on a thread
     * of the manager's, or with a {@link ValveRejectedException}. Does not wait for room in the queue. Cancelling the future
     * gives up the place in the queue; a permit that was granted must be closed.
     *
     * @throws ValveRejectedException if there was no room to wait
     */
    CompletableFuture<Permit> acquireAsync(TaskOptions options);

    /**
     * {@link #tryTake(TaskOptions)} with {@link TaskOptions#DEFAULT}. Without quotas, or on a lease, it allocates nothing; nor
     * where the rate refuses, whatever quotas there are, unless a listener is to hear of it.
     */
    default boolean tryTake() {
        return tryTake(TaskOptions.DEFAULT);
    }

    /** As {@link #take(TaskOptions)} with a plain answer. */
    boolean tryTake(TaskOptions options);

    /** {@link #take(TaskOptions)} with {@link TaskOptions#DEFAULT}. */
    default Decision take() {
        return take(TaskOptions.DEFAULT);
    }

    /** Takes from the rate and the quotas, all or nothing. Never waits for a permit; needs no worker. */
    Decision take(TaskOptions options);

    /** {@link #peek(TaskOptions)} with {@link TaskOptions#DEFAULT}. */
    default Decision peek() {
        return peek(TaskOptions.DEFAULT);
    }

    /** Answers like {@link #take(TaskOptions)} and takes nothing. */
    Decision peek(TaskOptions options);

    /** {@link #reserve(String, long, ReservationOptions)} with {@link ReservationOptions#DEFAULT}. */
    default Reservation reserve(String meter, long units) {
        return reserve(meter, units, ReservationOptions.DEFAULT);
    }

    /**
     * Holds units in every quota that counts a meter, for work whose cost is known only afterwards. Takes from quotas alone:
     * neither rate nor worker, which the work's own task, permit or take is there for. Never waits for room.
     *
     * @param meter {@code calls}, or another
     * @param units 1 or more; where no quota counts the meter, nothing is held
     * @throws ValveRejectedException if the user may not act, or a quota has no room
     * @throws io.valve4j.quota.KeyReusedException if the idempotency key stands for something else
     */
    Reservation reserve(String meter, long units, ReservationOptions options);

    /**
     * Every quota of the user: limit, used, held, remaining, and when it resets. Looks the subscription up anew; one that does
     * not admit now, being paused or over, still shows what was used. Units that a process has {@linkplain io.valve4j.quota.QuotaMode#leased leased} count as used.
     * Empty for who has neither subscription nor quota.
     *
     * @throws ValveRejectedException if the store did not tell how the user stands
     */
    List<Usage> usage();

    /** A plain executor that submits without waiting; throws {@link ValveRejectedException} where it cannot. */
    Executor executor();
}
