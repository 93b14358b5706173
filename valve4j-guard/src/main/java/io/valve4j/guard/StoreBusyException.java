package io.valve4j.guard;

/** A store was not asked, since too many calls that nobody waits for any more have not ended yet. */
public class StoreBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreBusyException(String message) {
        super(message);
    }
}
