/**
 * Replays requests against a configuration in virtual time, and says how each user fared: waits, refusals, and how far users'
 * shares drifted apart.
 *
 * <p>Nothing here decides anything about a request; that is the library's, through the same classes as in production. Only the
 * clock is another. Single-threaded and deterministic; no test framework is needed.
 */
@NullMarked
package io.valve4j.testkit.traffic;

import org.jspecify.annotations.NullMarked;
