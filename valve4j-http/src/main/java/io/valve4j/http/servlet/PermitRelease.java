package io.valve4j.http.servlet;

import io.valve4j.Permit;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;

/**
 * Closes a permit when an asynchronous request completes.
 *
 * <p>Only then: after a timeout or an error the container completes the request, unless somebody dispatches it once more, and
 * then it still runs (Jakarta Servlet 6.1, section 2.3.3.3).
 */
final class PermitRelease implements AsyncListener {

    private final HeldPermits held;
    private final ServletRequest request;
    private final Permit permit;

    PermitRelease(HeldPermits held, ServletRequest request, Permit permit) {
        this.held = held;
        this.request = request;
        this.permit = permit;
    }

    /** Whether the container still knows the request as the one that this was made for. */
    boolean requestLives(String mark) {
        try {
            return request.getAttribute(mark) == this;
        } catch (RuntimeException recycled) {
            // An IllegalStateException of Tomcat; others have no words of their own for it.
            return false;
        }
    }

    void release() {
        held.remove(this);
        permit.close();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        release();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    /** It goes on once more, and the container has forgotten who listened. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
