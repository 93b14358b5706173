package io.valve4j;

import java.util.concurrent.Callable;

/**
 * A task that was accepted and handed back at shutdown without having started. Its charge was given back, and its future
 * completed with a {@link ValveRejectedException}.
 *
 * @param user whose task it was
 * @param profile under which profile it was accepted
 * @param resource where it was queued
 * @param name what it was called
 * @param task the task itself, to be run elsewhere or later
 */
public record UnstartedTask(String user, String profile, String resource, String name, Callable<?> task) {}
