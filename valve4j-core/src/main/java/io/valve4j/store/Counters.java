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

    @Nullable
    Counter find(CounterKey key) {
        int index = indexOf(key);
        return index < 0 ? null : all[index];
    }

    /** These with units added to one, whether they fit or not. */
    Counters added(CounterKey key, long amount, @Nullable Instant end, Instant now) {
        int index = indexOf(key);
        if (index >= 0) {
            Counter present = all[index];
            long used = Posting.sum(present.used(), amount);
            return replaced(index, new Counter(key, used, Math.max(present.peak(), used), end));
        }
        Counter added = new Counter(key, amount, amount, end);
        Counter[] kept = kept(counter -> !counter.overAt(now) && !counter.supersededBy(added));
        Counter[] next = Arrays.copyOf(kept, kept.length + 1);
        next[kept.length] = added;
        return new Counters(next);
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

    private int indexOf(CounterKey key) {
        for (int i = 0; i < all.length; i++) {
            if (all[i].key().equals(key)) {
                return i;
            }
        }
        return -1;
    }
}
