/**
 * Guards a store, so that one that hangs or fails costs its callers little: every call ends in time, and while the store does
 * not work, calls fail at once.
 *
 * <p>Knows nothing of what is stored, nor of any database.
 */
@NullMarked
package io.valve4j.guard;

import org.jspecify.annotations.NullMarked;
