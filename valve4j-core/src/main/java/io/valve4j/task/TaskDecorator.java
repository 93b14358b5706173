package io.valve4j.task;

/**
 * Goes round every task, so that what belongs to the submitter's thread can travel into the worker's: logging context,
 * tracing, security.
 *
 * <pre>{@code
 * ValveManager.builder().decorator(task -> {
 *     Map<String, String> context = MDC.getCopyOfContextMap();   // in the submitter's thread
 *     return () -> {
 *         MDC.setContextMap(context);                            // in the worker's
 *         try {
 *             task.run();
 *         } finally {
 *             MDC.clear();
 *         }
 *     };
 * });
 * }</pre>
 *
 * <p>Must be thread-safe. A task's result, and what it throws, are its own whatever the decorator does with them; only what a
 * decorator throws without having run the task becomes the task's failure.
 */
@FunctionalInterface
public interface TaskDecorator {

    /**
     * Puts something round a task. Called once for each task, in the thread that submits it, before anything is taken or
     * charged; what it throws goes to the submitter. What it returns is run once for each attempt.
     *
     * @param task the task; to be run once each time the result is run
     */
    Action decorate(Action task);
}
