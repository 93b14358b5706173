package io.valve4j.cli.soak;

/** What a task throws that is meant to fail. */
final class PlannedFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PlannedFailure() {
        super("as planned", null, false, false);
    }
}
