package io.valve4j.http.servlet;

import io.valve4j.Permit;
import io.valve4j.time.TimeSource;
import jakarta.servlet.ServletRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The permits of asynchronous requests that have not completed.
 *
 * <p>Containers tell of a completion, but not of each: Tomcat 11.0.27 closes a connection without a word if a thread of the
 * application fails to write to it before the container's own thread has left the request. So while there are such requests an
 * alarm looks once a second which of them the container has forgotten, and closes their permits: nobody else might come who
 * could look, and whoever waits for the worker, or for the end of a shutdown, would wait for nothing. Lock-free.
 */
final class HeldPermits {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String mark;
    private final TimeSource time;
    private final Set<PermitRelease> releases = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watched = new AtomicBoolean();

    /** Knows its requests by an attribute of this name. */
    HeldPermits(String mark, TimeSource time) {
        this.mark = mark;
        this.time = time;
    }

    /** Closes a permit now, or when the request completes if it goes on without its thread. */
    void closeWhenDone(ServletRequest request, Permit permit) {
        if (!request.isAsyncStarted()) {
            permit.close();
            return;
        }
        PermitRelease release = new PermitRelease(this, request, permit);
        try {
            request.setAttribute(mark, release);
            releases.add(release);
            watch();
            request.getAsyncContext().addListener(release);
        } catch (IllegalStateException alreadyCompleted) {
            release.release();
        }
    }

    void remove(PermitRelease release) {
        releases.remove(release);
    }

    private void watch() {
        if (!releases.isEmpty() && watched.compareAndSet(false, true)) {
            time.alarm(LOOK_NANOS, this::look);
        }
    }

    /** Closes the permits of requests that the container has forgotten; O(asynchronous requests). */
    private void look() {
        // First, so that whoever comes from now on sets the next alarm if this one has missed them.
        watched.set(false);
        for (PermitRelease release : releases) {
            if (!release.requestLives(mark)) {
                release.release();
            }
        }
        watch();
    }
}
