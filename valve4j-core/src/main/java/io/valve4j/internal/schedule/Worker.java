package io.valve4j.internal.schedule;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Occupies one worker slot of a resource: runs a task, then whichever comes next in fair turn, until there is none.
 *
 * <p>Between two tasks, which may be of different users, nothing is left behind in the thread that the library could know
 * of: neither the interrupt flag nor the context class loader.
 */
final class Worker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final ThreadLocal<Dispatcher> CURRENT = new ThreadLocal<>();

    private final Dispatcher dispatcher;
    private final Ticket first;
    private final AtomicBoolean claimed = new AtomicBoolean();

    Worker(Dispatcher dispatcher, Ticket first) {
        this.dispatcher = dispatcher;
        this.first = first;
    }

    /** Whether the caller is the first who asks, and so the one to whom its task belongs. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /** The dispatcher whose task the calling thread runs; null outside of tasks. */
    static @Nullable Dispatcher current() {
        return CURRENT.get();
    }

    private static void execute(Ticket ticket) {
        try {
            ticket.execute();
        } catch (Throwable failure) {
            // Not the task's own failure, which its future keeps: the slot must not be lost whatever this is.
            LOG.error("a worker failed outside of its task", failure);
        }
    }

    @Override
    public void run() {
        if (!claim()) {
            return;
        }
        Thread thread = Thread.currentThread();
        Dispatcher outer = CURRENT.get();
        ClassLoader loader = thread.getContextClassLoader();
        boolean interrupted = Thread.interrupted();
        CURRENT.set(dispatcher);
        try {
            for (Ticket ticket = first; ticket != null; ticket = dispatcher.finishAndNext(ticket)) {
                execute(ticket);
                if (thread.getContextClassLoader() != loader) {
                    thread.setContextClassLoader(loader);
                }
                Thread.interrupted();
            }
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            if (interrupted) {
                thread.interrupt();
            }
        }
    }
}
