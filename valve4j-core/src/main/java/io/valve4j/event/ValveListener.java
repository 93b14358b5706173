package io.valve4j.event;

import io.valve4j.ValveManager;

/**
 * Is told what happens in a valve: for metrics, logs, alerts.
 *
 * <pre>{@code
 * ValveManager.builder().listener(event -> {
 *     if (event instanceof ValveEvent.Refused refused) {
 *         log.info(refused.decision().explain());
 *     }
 * });
 * }</pre>
 *
 * <p>Called by one thread at a time, aside from whoever caused the event, in the order in which the manager told of them: so
 * a listener that is slow, or throws, holds nobody up. A bounded number of events waits for it; beyond that they are dropped,
 * counted, logged, and told of by {@link ValveEvent.EventsLost}; only {@link ValveEvent.ShutdownEnded} never is. What it throws is logged. With a callback executor that runs
 * in the calling thread, or has one thread only, a slow listener holds up what else that executor does.
 *
 * <p>The events of one {@link Work} begin with {@link ValveEvent.Submitted} and end with exactly one of
 * {@link ValveEvent.Completed}, {@link ValveEvent.Failed}, {@link ValveEvent.Cancelled}, {@link ValveEvent.TimedOut} and
 * {@link ValveEvent.HandedBack}. Events of different works, caused by different threads, may be told in another order than
 * that of their {@linkplain ValveEvent#at() times}.
 */
@FunctionalInterface
public interface ValveListener {

    /** Is told of one event. New kinds of events may come with new versions: pass over what you do not know. */
    void on(ValveEvent event);

    /**
     * Is told, once, in the thread that builds a manager and before any event, that it listens to this one: for a listener that
     * asks as well, such as for the {@linkplain ValveManager#status() status}. What it throws, {@code build()} throws.
     */
    default void attached(ValveManager valve) {}

    /**
     * Is told that resources or profiles have been registered, replaced, or drained, so that the status names others. Other than
     * events, this is told in the thread that did it, perhaps by several at a time, and never dropped: it must not block. What it
     * throws is logged.
     */
    default void configured() {}
}
