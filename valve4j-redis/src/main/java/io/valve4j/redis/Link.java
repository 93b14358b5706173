package io.valve4j.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to Redis: sends, waits no longer than it may, and finds back.
 *
 * <p>A connection that breaks is made again by Lettuce; meanwhile calls fail at once. One that hangs looks sound to Lettuce, for
 * hours if the network swallows what is sent. So where an answer is overdue for much longer than anybody waits, the connection
 * is given up, and another is made.
 *
 * <p>Thread-safe. A thread of its own lives only while a connection that hung is being replaced.
 */
final class Link implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private static final Duration SHORTEST_HANG = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final Supplier<Wire> connect;
    private final Duration hang;
    private final Runnable afterClosing;
    private final AtomicReference<@Nullable Wire> current;
    private volatile boolean closed;

    /**
     * Connects.
     *
     * @param connect makes a connection, or throws; waits as long as that takes
     * @param timeout how long decisions wait
     * @param afterClosing lets go of whatever else belongs to it
     */
    Link(Supplier<Wire> connect, Duration timeout, Runnable afterClosing) {
        this.connect = connect;
        Duration twice = timeout.multipliedBy(2);
        hang = twice.compareTo(SHORTEST_HANG) > 0 ? twice : SHORTEST_HANG;
        this.afterClosing = afterClosing;
        current = new AtomicReference<>(connect.get());
    }

    /**
     * Sends something and waits for the answer.
     *
     * @param what is asked for, as said in errors: "to charge user …"
     * @param nanos how long to wait at most
     */
    <T> T call(String what, long nanos, Function<Wire, CompletableFuture<T>> command) {
        return call(what, nanos, command, unanswered -> {});
    }

    /**
     * The same.
     *
     * @param abandoned is told of what was sent and not waited for to its end
     */
    <T> T call(
            String what,
            long nanos,
            Function<Wire, CompletableFuture<T>> command,
            Consumer<CompletableFuture<T>> abandoned) {
        Wire wire = wire(what);
        CompletableFuture<T> answer = sent(what, wire, command);
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException failure) {
            if (Failures.unwrapped(failure) instanceof RedisCommandTimeoutException) {
                abandoned.accept(answer);
            }
            throw Failures.of(what, failure);
        } catch (TimeoutException late) {
            abandoned.accept(answer);
            watch(wire, answer);
            throw new RedisCommandTimeoutException("Redis was asked " + what + ", and did not answer within "
                    + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
        } catch (InterruptedException interrupt) {
            abandoned.accept(answer);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the thread was interrupted while Redis was asked " + what, interrupt);
        }
    }

    /** Sends something without waiting, and hands on what comes of it: an answer, which may be null, or a failure. */
    @SuppressWarnings("FutureReturnValueIgnored") // both ends are handed on
    <T> void send(
            String what,
            Function<Wire, CompletableFuture<T>> command,
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> outcome) {
        CompletableFuture<T> answer;
        try {
            answer = sent(what, wire(what), command);
        } catch (RuntimeException failure) {
            answer = CompletableFuture.failedFuture(failure);
        }
        answer.whenComplete(outcome);
    }

    private Wire wire(String what) {
        Wire wire = current.get();
        if (closed) {
            throw new IllegalStateException("the store is closed, but was asked " + what);
        }
        // A client that was set up to keep commands until it is connected again would do them when nobody waits any
        // more.
        if (wire == null || !wire.connection().isOpen()) {
            throw Failures.lost("there is no connection to Redis now, so it cannot be asked " + what, null);
        }
        return wire;
    }

    private static <T> CompletableFuture<T> sent(String what, Wire wire, Function<Wire, CompletableFuture<T>> command) {
        try {
            return command.apply(wire);
        } catch (RedisException rejected) {
            throw Failures.of(what, rejected);
        }
    }

    /** Runs something later, on a thread that must not be blocked. */
    void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!closed) {
                        task.run();
                    }
                });
    }

    private void watch(Wire wire, CompletableFuture<?> answer) {
        later(hang, () -> {
            if (!answer.isDone()) {
                replace(wire);
            }
        });
    }

    private void replace(Wire hung) {
        if (!current.compareAndSet(hung, null)) {
            return;
        }
        LOG.warn(
                "Redis has not answered for more than {} ms: the connection is given up, and another is made",
                hang.toMillis());
        hung.close();
        Thread thread = new Thread(this::reconnect, "valve4j-redis-reconnect");
        thread.setDaemon(true);
        thread.start();
    }

    private void reconnect() {
        while (!closed) {
            try {
                Wire fresh = connect.get();
                current.set(fresh);
                if (closed) {
                    fresh.close();
                }
                return;
            } catch (RuntimeException failure) {
                LOG.debug("Redis cannot be reached yet", failure);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(BETWEEN_TRIES.toMillis());
            return true;
        } catch (InterruptedException interrupt) {
            return false;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Wire wire = current.getAndSet(null);
            if (wire != null) {
                wire.close();
            }
            afterClosing.run();
        }
    }
}
