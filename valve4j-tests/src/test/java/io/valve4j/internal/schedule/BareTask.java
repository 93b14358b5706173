package io.valve4j.internal.schedule;

import io.valve4j.Reason;

/** A task that can do nothing but run: whatever else a dispatcher tells it of is a failure. */
abstract class BareTask extends Ticket {

    BareTask() {
        super(1);
    }

    @Override
    protected final boolean isTask() {
        return true;
    }

    @Override
    protected final void grant() {
        throw new AssertionError("no permit");
    }

    @Override
    protected final void roomFound() {
        throw new AssertionError("nobody seeks room");
    }

    @Override
    protected final void expired() {
        throw new AssertionError("no deadline");
    }

    @Override
    protected final void handedBack(Reason reason) {
        throw new AssertionError("handed back: " + reason);
    }

    @Override
    protected final void unstartable(Throwable cause) {
        throw new AssertionError(cause);
    }

    @Override
    protected final boolean abandon() {
        throw new AssertionError("nobody abandons it");
    }
}
