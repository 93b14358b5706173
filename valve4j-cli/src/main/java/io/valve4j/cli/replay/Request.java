package io.valve4j.cli.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One recorded request.
 *
 * @param at when it came
 * @param user whose it was
 * @param duration how long it took; empty if the record does not say
 * @param cost how many calls it counts as
 */
public record Request(Instant at, String user, Optional<Duration> duration, long cost) {}
