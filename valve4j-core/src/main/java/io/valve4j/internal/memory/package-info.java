/**
 * Tables whose memory follows those who are there, and not all who ever came.
 *
 * <p>A leaf: every inside room may use it, it knows none of them, and of the API only time. Nothing here knows what is kept, only
 * for how long, and in how much room.
 */
@NullMarked
package io.valve4j.internal.memory;

import org.jspecify.annotations.NullMarked;
