package io.valve4j.spring.boot.actuate;

import io.valve4j.Decision;
import io.valve4j.Reason;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts refusals by reason since the start, and keeps the last ones. Thread-safe. */
public final class Refusals implements ValveListener {

    private static final int KEPT = 20;

    private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    private final Deque<String> latest = new ArrayDeque<>();

    Refusals() {}

    @Override
    public synchronized void on(ValveEvent event) {
        if (event instanceof ValveEvent.Refused refused) {
            Decision decision = refused.decision();
            if (decision.reason() != null) {
                counts.merge(decision.reason(), 1L, Long::sum);
            }
            if (latest.size() == KEPT) {
                latest.removeFirst();
            }
            latest.addLast(refused.at() + " " + decision.explain());
        }
    }

    synchronized Map<Reason, Long> counts() {
        return new EnumMap<>(counts);
    }

    /** The last 20, oldest first. */
    synchronized List<String> latest() {
        return List.copyOf(latest);
    }
}
