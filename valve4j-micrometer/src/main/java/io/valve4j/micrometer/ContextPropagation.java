package io.valve4j.micrometer;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.valve4j.internal.check.Checks;
import io.valve4j.task.TaskDecorator;

/**
 * Takes the context of the thread that submits a task (a trace, a logging context, whatever has a
 * {@link io.micrometer.context.ThreadLocalAccessor}) into the thread that runs it, by Micrometer's context propagation.
 *
 * <pre>{@code
 * ValveManager.builder().decorator(ContextPropagation.decorator())
 * }</pre>
 *
 * <p>Each attempt at a task sees what was there at its submit, and nothing else: a value that was absent then is absent in the
 * task, and what the task itself leaves behind is taken away after it. So nothing passes from one user's task to another's on
 * the same thread.
 */
public final class ContextPropagation {

    private ContextPropagation() {}

    /** For all accessors of the global {@link ContextRegistry}, also those that come later. */
    public static TaskDecorator decorator() {
        return decorator(ContextRegistry.getInstance());
    }

    /** For the accessors of a registry of one's own, also those that come later. */
    @SuppressWarnings("try") // the scope is there to be closed
    public static TaskDecorator decorator(ContextRegistry registry) {
        // What is missing is cleared: only so does nothing of the thread's last task show through.
        ContextSnapshotFactory factory = ContextSnapshotFactory.builder()
                .contextRegistry(Checks.notNull("the context registry", registry))
                .clearMissing(true)
                .build();
        return task -> {
            ContextSnapshot atSubmit = factory.captureAll();
            return () -> {
                try (ContextSnapshot.Scope scope = atSubmit.setThreadLocals()) {
                    task.run();
                }
            };
        };
    }
}
