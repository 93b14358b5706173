/**
 * Replays recorded requests in virtual time: {@link io.valve4j.cli.replay.InputFormat formats} read,
 * {@link io.valve4j.cli.replay.Replay} has the testkit run them through the engine, {@link io.valve4j.cli.replay.Outcome} draws
 * conclusions, reports show.
 *
 * <p>Nothing here decides anything about a request; that is the library's, and only the library's. Single-threaded, reads no
 * clock, and prints nothing.
 */
@NullMarked
package io.valve4j.cli.replay;

import org.jspecify.annotations.NullMarked;
