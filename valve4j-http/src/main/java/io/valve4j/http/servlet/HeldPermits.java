package io.valve4j.http.servlet;

import io.valve4j.Permit;
import io.valve4j.time.TimeSource;
import jakarta.servlet.ServletRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The permits of asynchronous requests that have not completed.
 *
 * <p>Containers tell of a completion, but not of each: Tomcat 11.0.27 closes a connection without a word if a thread of the
 * application fails to write to it before the container's own thread has left the request. So whoever comes next looks, at most
 * once a second, which requests the container has forgotten, and closes their permits. Lock-free; no thread of its own.
 */
final class HeldPermits {

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String mark;
    private final Set<PermitRelease> releases = ConcurrentHashMap.newKeySet();
    private final TimeSource time = TimeSource.system();
    private final AtomicLong sweptAt = new AtomicLong(time.nanos());

    /** Knows its requests by an attribute of this name. */
    HeldPermits(String mark) {
        this.mark = mark;
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
            request.getAsyncContext().addListener(release);
        } catch (IllegalStateException alreadyCompleted) {
            release.release();
        }
    }

    void remove(PermitRelease release) {
        releases.remove(release);
    }

    /** Closes the permits of requests that the container has forgotten; O(asynchronous requests), at most once a second. */
    void sweep() {
        long now = time.nanos();
        long last = sweptAt.get();
        if (now - last < SWEEP_NANOS || releases.isEmpty() || !sweptAt.compareAndSet(last, now)) {
            return;
        }
        for (PermitRelease release : releases) {
            if (!release.requestLives(mark)) {
                release.release();
            }
        }
    }
}
