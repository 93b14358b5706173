package io.valve4j;

import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A listener that does the accounts: of each work one beginning and one end, and nothing before or after. Thread-safe. */
final class EventAudit implements ValveListener {

    private static final Set<Class<?>> ENDS = Set.of(
            ValveEvent.Completed.class,
            ValveEvent.Failed.class,
            ValveEvent.Cancelled.class,
            ValveEvent.TimedOut.class,
            ValveEvent.HandedBack.class);

    private final Map<Class<?>, Long> counts = new HashMap<>();
    private final Set<Long> open = new HashSet<>();
    private final List<String> violations = new ArrayList<>();

    @Override
    public synchronized void on(ValveEvent event) {
        counts.merge(event.getClass(), 1L, Long::sum);
        if (event instanceof ValveEvent.EventsLost lost) {
            violations.add(lost.count() + " events were lost");
        }
        if (!(event instanceof ValveEvent.OfWork of)) {
            return;
        }
        long id = of.work().id();
        boolean known = event instanceof ValveEvent.Submitted ? !open.add(id) : open.contains(id);
        if (known == event instanceof ValveEvent.Submitted) {
            violations.add("out of turn: " + event);
        }
        if (ENDS.contains(event.getClass())) {
            open.remove(id);
        }
    }

    synchronized long count(Class<? extends ValveEvent> kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Whether it knows of the manager's end. */
    synchronized boolean complete() {
        return counts.containsKey(ValveEvent.ShutdownEnded.class);
    }

    synchronized List<String> violations() {
        List<String> all = new ArrayList<>(violations);
        open.forEach(id -> all.add("work " + id + " has no end"));
        return all;
    }
}
