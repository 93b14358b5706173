package io.valve4j.internal.schedule;

/**
 * A ticket between two dispatchers.
 *
 * @param rests whether it is in backoff, rather than in the queue
 */
public record Leaver(Ticket ticket, boolean rests) {}
