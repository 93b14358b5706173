package io.valve4j.nodes;

import io.valve4j.Decision;
import io.valve4j.Note;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that ask a manager for a unit each time for a user who asks for nothing else, so that afterwards each charge can be
 * looked at by itself: the user's usage is 1 or 0, and never more.
 */
final class Load {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final ValveManager valve;
    private final String profile;
    private final String name;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger users = new AtomicInteger();
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopping;

    /**
     * What became of one decision.
     *
     * @param user for whom, and nobody else asked for them
     * @param decision what was decided
     * @param nanos how long it took
     */
    record Answer(String user, Decision decision, long nanos) {

        /** Whether it was promised that the charge is in the store. */
        boolean counted() {
            return decision.allowed()
                    && decision.notes().stream().noneMatch(note -> note.kind() == Note.Kind.STORE_DEGRADED);
        }
    }

    Load(ValveManager valve, String profile, String name) {
        this.valve = valve;
        this.profile = profile;
        this.name = name;
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::ask, "load-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void ask() {
        try {
            while (!stopping) {
                String user = name + "-" + users.incrementAndGet();
                long begun = System.nanoTime();
                Decision decision = valve.limiter(profile, user).take();
                Answer answer = new Answer(user, decision, System.nanoTime() - begun);
                answers.add(answer);
                counted.addAndGet(answer.counted() ? 1 : 0);
                unavailable.addAndGet(decision.reason() == Reason.STORE_UNAVAILABLE ? 1 : 0);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        }
    }

    int counted() {
        return counted.get();
    }

    int unavailable() {
        return unavailable.get();
    }

    /** What came of it all, in the order of the answers. */
    List<Answer> stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("a decision failed", thrown);
        }
        return List.copyOf(answers);
    }
}
