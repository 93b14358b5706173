package io.valve4j;

/**
 * The right to run now, in the caller's own thread. It occupies one of the resource's workers until it is closed.
 *
 * <p>Thread-safe; may be closed by another thread than the one that acquired it. Neither method blocks.
 */
public interface Permit extends AutoCloseable {

    /** Whose permit it is. */
    String user();

    /** The resource whose worker it occupies. */
    String resource();

    /** Frees the worker. Closing again has no effect. */
    @Override
    void close();
}
