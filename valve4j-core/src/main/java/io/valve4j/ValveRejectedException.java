package io.valve4j;

import java.util.concurrent.RejectedExecutionException;

/** Thrown, or given to a future, when the valve refuses. The message is {@link Decision#explain()}. */
public final class ValveRejectedException extends RejectedExecutionException {

    private static final long serialVersionUID = 1;

    private final transient Decision decision;

    /** A refusal. */
    public ValveRejectedException(Decision decision) {
        super(decision.explain());
        this.decision = decision;
    }

    /** Why, what bound, and when to try again. Not kept by serialisation. */
    public Decision decision() {
        return decision;
    }
}
