package io.valve4j.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one user: immutable. A user has few (one for each quota and grant, and those whose windows ended a short
 * while ago), so they stand in an array and are found by looking through it.
 */
final class Counters {

    static final Counters NONE = new Counters(new Counter[0]);

    private final Counter[] all;

    private Counters(Counter[] all) {
        this.all = all;
    }

    static Counters of(List<Counter> counters) {
        return counters.isEmpty() ? NONE : new Counters(counters.toArray(Counter[]::new));
    }

    int size() {
        return all.length;
    }

    List<Counter> list() {
        return List.of(all);
    }

    Counter get(int index) {
        return all[index];
    }

    /** These with units added to one, whether they fit or not. */
    Counters added(CounterKey key, long amount, @Nullable Instant end, Instant now) {
        int index = indexOf(key);
        Counter present = index < 0 ? new Counter(key, 0, 0, end) : all[index];
        return with(index, present.grownBy(amount, end), now);
    }

    /**
     * These with a counter in the place of one of them, or as one more.
     *
     * @param index of the one that it follows; negative if there is none
     */
    Counters with(int index, Counter next, Instant now) {
        if (index >= 0) {
            return replaced(index, next);
        }
        Counter[] kept = kept(counter -> !counter.overAt(now) && !counter.supersededBy(next));
        Counter[] grown = Arrays.copyOf(kept, kept.length + 1);
        grown[kept.length] = next;
        return new Counters(grown);
    }

    /** These with units given back to one, if it is still there. */
    Counters givenBack(CounterKey key, long amount) {
        int index = indexOf(key);
        if (index < 0) {
            return this;
        }
        Counter present = all[index];
        return replaced(index, new Counter(key, Math.max(0, present.used() - amount), present.peak(), present.end()));
    }

    /** These without those whose window has been over for a while; the same if there are none. */
    Counters purged(Instant now) {
        Counter[] kept = kept(counter -> !counter.overAt(now));
        return kept.length == all.length ? this : new Counters(kept);
    }

    /** These without counters of grants that never end and that the user does not hold; nobody can draw on those. */
    Counters withoutGrantsBut(Set<String> grants) {
        return new Counters(kept(counter -> counter.end() != null
                || counter.key().grant().isEmpty()
                || grants.contains(counter.key().grant())));
    }

    private Counters replaced(int index, Counter counter) {
        Counter[] next = all.clone();
        next[index] = counter;
        return new Counters(next);
    }

    private Counter[] kept(Predicate<Counter> condition) {
        return Arrays.stream(all).filter(condition).toArray(Counter[]::new);
    }

    /** Negative if there is none such. */
    int indexOf(CounterKey key) {
        for (int i = 0; i < all.length; i++) {
            if (all[i].key().equals(key)) {
                return i;
            }
        }
        return -1;
    }
}
