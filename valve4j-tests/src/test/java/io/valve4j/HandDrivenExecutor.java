package io.valve4j;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs nothing by itself: what it was given waits until the test runs it, in the test's thread. Thread-safe. */
public final class HandDrivenExecutor implements Executor {

    private final Queue<Runnable> given = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable command) {
        given.add(command);
    }

    /** How many commands wait. */
    public synchronized int waiting() {
        return given.size();
    }

    private synchronized Runnable next() {
        return given.poll();
    }

    /** Runs the command that has waited longest; false if there is none. */
    public boolean runNext() {
        Runnable command = next();
        if (command == null) {
            return false;
        }
        command.run();
        return true;
    }

    /** Runs what waits, and what comes of that, until nothing does. */
    public void runAll() {
        while (runNext()) {}
    }
}
