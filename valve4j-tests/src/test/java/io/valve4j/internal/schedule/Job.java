package io.valve4j.internal.schedule;

import io.valve4j.Reason;

/** A ticket without effects: the tests look at the scheduler, not at what a dispatcher would do. */
final class Job extends Ticket {

    final String user;

    /** Where it stands among the jobs of a simulation. */
    long number;

    Job(String user) {
        this(user, 1);
    }

    Job(String user, long cost) {
        super(cost);
        this.user = user;
    }

    Job(String user, long cost, long deadline) {
        super(cost, deadline);
        this.user = user;
    }

    @Override
    protected boolean isTask() {
        return true;
    }

    @Override
    protected void execute() {}

    @Override
    protected void grant() {}

    @Override
    protected void roomFound() {}

    @Override
    protected void expired() {}

    @Override
    protected void handedBack(Reason reason) {}

    @Override
    protected void unstartable(Throwable cause) {}

    @Override
    protected boolean abandon() {
        throw new AssertionError("the scheduler abandons nothing");
    }

    @Override
    public String toString() {
        return user + "#" + number + "(" + stage + ")";
    }
}
