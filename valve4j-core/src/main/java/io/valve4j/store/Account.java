package io.valve4j.store;

import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one user: immutable, so that whoever swaps one for the next has made one atomic step.
 *
 * <p>A user has few counters (one for each quota, and those whose windows ended a short while ago), so they stand in an
 * array and are found by looking through it.
 */
final class Account {

    /** The account of somebody of whom nothing is kept. */
    static final Account EMPTY = new Account(null, new Counter[0], null);

    /**
     * How long a counter outlives its window. Nobody asks for it again unless the clock is set back; then it must be
     * found, or the window would start afresh.
     */
    static final Duration RETENTION = Duration.ofHours(1);

    private final @Nullable Subscription subscription;
    private final Counter[] counters;
    private final @Nullable Trail trail;

    private Account(@Nullable Subscription subscription, Counter[] counters, @Nullable Trail trail) {
        this.subscription = subscription;
        this.counters = counters;
        this.trail = trail;
    }

    /** Whether dropping it loses nothing. */
    boolean isEmpty() {
        return subscription == null && counters.length == 0;
    }

    @Nullable
    Subscription subscription() {
        return subscription;
    }

    /** 0 if there is no subscription. */
    long revision() {
        return subscription == null ? 0 : subscription.revision();
    }

    int counterCount() {
        return counters.length;
    }

    long used(CounterKey key) {
        int index = indexOf(counters, key);
        return index < 0 ? 0 : counters[index].used();
    }

    /** Oldest first. */
    List<AuditEvent> audit() {
        List<AuditEvent> events = new ArrayList<>();
        for (Trail step = trail; step != null; step = step.earlier) {
            events.add(step.event);
        }
        Collections.reverse(events);
        return List.copyOf(events);
    }

    Account saved(Subscription next, AuditEvent event) {
        return new Account(next, counters, new Trail(event, trail));
    }

    /** This account with all lines charged, whether they fit or not. */
    Account charged(List<ChargeLine> lines, Instant now) {
        Counter[] next = counters;
        for (int i = 0; i < lines.size(); i++) {
            next = charged(next, lines.get(i), now);
        }
        return new Account(subscription, next, trail);
    }

    /** This account with all lines given back to those counters that are still there. */
    Account refunded(List<ChargeLine> lines) {
        Counter[] next = counters;
        for (ChargeLine line : lines) {
            int index = indexOf(next, line.key());
            if (index >= 0) {
                next = replaced(next, index, line.refunded(next[index].used()), line);
            }
        }
        return new Account(subscription, kept(next, counter -> counter.used() > 0), trail);
    }

    /** This account without counters whose window has been over for a while; the same if there are none. */
    Account purged(Instant now) {
        Counter[] kept = kept(counters, counter -> !counter.overAt(now));
        return kept.length == counters.length ? this : new Account(subscription, kept, trail);
    }

    private static Counter[] charged(Counter[] counters, ChargeLine line, Instant now) {
        int index = indexOf(counters, line.key());
        if (index >= 0) {
            return replaced(counters, index, line.charged(counters[index].used()), line);
        }
        Counter[] kept = kept(counters, counter -> !counter.overAt(now) && !counter.supersededBy(line));
        Counter[] next = Arrays.copyOf(kept, kept.length + 1);
        next[kept.length] = new Counter(line.key(), line.charged(0), line.windowEnd());
        return next;
    }

    private static Counter[] replaced(Counter[] counters, int index, long used, ChargeLine line) {
        Counter[] next = counters.clone();
        next[index] = new Counter(line.key(), used, line.windowEnd());
        return next;
    }

    private static Counter[] kept(Counter[] counters, Predicate<Counter> condition) {
        return Arrays.stream(counters).filter(condition).toArray(Counter[]::new);
    }

    private static int indexOf(Counter[] counters, CounterKey key) {
        for (int i = 0; i < counters.length; i++) {
            if (counters[i].key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private record Counter(
            CounterKey key, long used, @Nullable Instant windowEnd) {

        boolean overAt(Instant now) {
            return windowEnd != null && !now.isBefore(windowEnd.plus(RETENTION));
        }

        /**
         * Whether a new counter shows that this one will not be asked for again: usage was reset since, or the
         * subscription that it lasted for was followed by another. Generation 0 is also that of users without a
         * subscription, so a reset says nothing about it.
         */
        boolean supersededBy(ChargeLine line) {
            boolean reset =
                    key.generation() > 0 && key.generation() < line.key().generation();
            boolean followed = windowEnd == null
                    && line.windowEnd() == null
                    && key.quota().equals(line.key().quota());
            return reset || followed;
        }
    }

    private static final class Trail {

        final AuditEvent event;
        final @Nullable Trail earlier;

        Trail(AuditEvent event, @Nullable Trail earlier) {
            this.event = event;
            this.earlier = earlier;
        }
    }
}
