package io.valve4j.testkit.traffic;

import io.valve4j.Reason;
import java.util.Optional;

/**
 * Something that happened to a request. Events of one instant are in the order in which they happened.
 *
 * @param kind what
 * @param nanos when, in nanoseconds after the first request
 * @param request to which, by its index in {@link Traffic#requests()}
 * @param reason why it was refused; empty if it was not
 */
public record TrafficEvent(Kind kind, long nanos, int request, Optional<Reason> reason) {

    /** What can happen to a request: it asks, and then either starts and ends, or is refused. */
    public enum Kind {
        /** It came. */
        ASKED,
        /** It has its worker and its permits. */
        STARTED,
        /** It gave the worker back. */
        ENDED,
        /** It will not run. */
        REFUSED
    }

    static TrafficEvent of(Kind kind, long nanos, int request) {
        return new TrafficEvent(kind, nanos, request, Optional.empty());
    }
}
