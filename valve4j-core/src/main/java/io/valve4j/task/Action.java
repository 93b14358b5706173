package io.valve4j.task;

/** A task without a result. */
@FunctionalInterface
public interface Action {

    /** Does the work; whatever it throws completes the task's future exceptionally. */
    void run() throws Exception;
}
