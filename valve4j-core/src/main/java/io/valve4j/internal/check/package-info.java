/**
 * Checks of what comes from outside: names, counts, durations, and how they are shown in a message.
 *
 * <p>A leaf: every room may call it, it calls none. Nothing here knows what is checked, only how a refusal reads.
 */
@NullMarked
package io.valve4j.internal.check;

import org.jspecify.annotations.NullMarked;
