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

    private final Permit permit;

    private PermitRelease(Permit permit) {
        this.permit = permit;
    }

    /** Now, or when the request completes if it goes on without its thread. */
    static void whenDone(ServletRequest request, Permit permit) {
        if (!request.isAsyncStarted()) {
            permit.close();
            return;
        }
        try {
            request.getAsyncContext().addListener(new PermitRelease(permit));
        } catch (IllegalStateException alreadyCompleted) {
            permit.close();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        permit.close();
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
