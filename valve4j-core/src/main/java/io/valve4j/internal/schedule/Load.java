package io.valve4j.internal.schedule;

/**
 * How much is going on at a resource.
 *
 * @param users who take part in the order, or are ahead of it
 * @param queued tickets in the queue
 * @param running tickets that run
 */
public record Load(int users, int queued, int running) {}
