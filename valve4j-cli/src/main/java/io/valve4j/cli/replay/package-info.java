/**
 * Replays recorded requests through a real manager in virtual time: {@link io.valve4j.cli.replay.InputFormat formats} read,
 * {@link io.valve4j.cli.replay.Simulation} runs, reports show.
 *
 * <p>Nothing here decides anything about a request; that is the library's, and only the library's. Single-threaded, reads no
 * clock, and prints nothing.
 */
@NullMarked
package io.valve4j.cli.replay;

import org.jspecify.annotations.NullMarked;
