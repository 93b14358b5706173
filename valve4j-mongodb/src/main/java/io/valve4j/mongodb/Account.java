package io.valve4j.mongodb;

import io.valve4j.internal.check.Checks;
import io.valve4j.mongodb.Pledge.Done;
import io.valve4j.mongodb.Pledge.Hold;
import io.valve4j.mongodb.Pledge.Remembered;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Posting;
import io.valve4j.store.ValveStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one user, as a step found it and leaves it. Not thread-safe: each try of each step has one of its own, and
 * forgets it when somebody else was first to write.
 *
 * <p>It is bounded, since one document holds it.
 */
final class Account {

    static final int MOST_COUNTERS = 1_000;
    static final int MOST_HOLDS = 1_000;
    static final int MOST_KEYS = 1_000;
    static final int MOST_IDS = 256;

    final String userId;
    final Map<CounterKey, Counter> counters = new LinkedHashMap<>();
    final List<Hold> holds = new ArrayList<>();
    final List<Remembered> keys = new ArrayList<>();
    final List<Done> ids = new ArrayList<>();

    /** When the last id was added; all of them are remembered from then on. */
    Instant touched = Instant.EPOCH;

    /** The subscription as it was last saved. */
    @Nullable
    Revision saved;

    private final Set<CounterKey> added = new LinkedHashSet<>();

    Account(String userId) {
        this.userId = userId;
    }

    /** 0 if there is no subscription. */
    long revision() {
        return saved == null ? 0 : saved.number();
    }

    CounterState state(CounterKey key, Instant now) {
        Counter counter = counters.getOrDefault(key, Counter.UNTOUCHED);
        long held = 0;
        for (Hold hold : holds) {
            if (hold.liveAt(now)) {
                held = Posting.sum(held, hold.held(key));
            }
        }
        return new CounterState(key, counter.used(), held, counter.peak());
    }

    /** Adds units, whether they fit or not. */
    void post(Posting posting) {
        CounterKey key = posting.key();
        if (!counters.containsKey(key)) {
            added.add(key);
        }
        counters.put(key, counters.getOrDefault(key, Counter.UNTOUCHED).grownBy(posting.amount(), posting.end()));
    }

    /** Gives units back to a counter, if it is still there. */
    void giveBack(Posting posting) {
        counters.computeIfPresent(posting.key(), (key, counter) -> counter.givenBack(posting.amount()));
    }

    @Nullable
    Done done(UUID id) {
        return ids.stream().filter(done -> done.id().equals(id)).findFirst().orElse(null);
    }

    /** Remembers a step; the oldest makes room. */
    void remember(Done done, Instant now) {
        if (idsAreOverAt(now)) {
            ids.clear();
        }
        ids.add(done);
        if (ids.size() > MOST_IDS) {
            ids.subList(0, ids.size() - MOST_IDS).clear();
        }
        touched = now;
    }

    /** The user's key, if it is remembered. */
    @Nullable
    Remembered remembered(String key, Instant now) {
        return keys.stream()
                .filter(each -> each.key().key().equals(key) && now.isBefore(each.until()))
                .findFirst()
                .orElse(null);
    }

    /** Forgets the key of a charge; another charge may have the same key by now, and keeps it. */
    void forgetKeyOf(@Nullable UUID charge) {
        keys.removeIf(each -> each.charge().equals(charge));
    }

    private boolean idsAreOverAt(Instant now) {
        return !now.isBefore(touched.plus(ValveStore.ID_MEMORY));
    }

    boolean isEmpty() {
        return saved == null && size() == 0;
    }

    int size() {
        return counters.size() + holds.size() + keys.size() + ids.size();
    }

    /**
     * Makes room after a charge: drops what nobody will ask for again.
     *
     * @throws IllegalStateException if it would still add what there is no room for
     */
    void bound(Instant now) {
        boolean moreCounters = !added.isEmpty();
        tidy(now);
        if (holds.size() > MOST_HOLDS) {
            holds.removeIf(hold -> !hold.liveAt(now));
        }
        if (counters.size() > MOST_COUNTERS) {
            dropSpentGrants();
        }
        checkRoom("holds that are not settled", holds, MOST_HOLDS, "settle some, or wait until they lapse");
        checkRoom("idempotency keys", keys, MOST_KEYS, "a key is kept for 24 hours");
        if (moreCounters) {
            checkRoom("counters", counters.keySet(), MOST_COUNTERS, "one is kept for each live window and grant");
        }
    }

    private void checkRoom(String what, Collection<?> kept, int most, String hint) {
        if (kept.size() > most) {
            throw new IllegalStateException("user " + Checks.quoted(userId) + " has " + (kept.size() - 1) + " " + what
                    + ", and this store keeps at most " + most + " of a user: " + hint);
        }
    }

    /** Counters of grants that never end and that the user does not hold: nobody can draw on those. */
    private void dropSpentGrants() {
        List<String> held = saved == null
                ? List.of()
                : Revision.subscription(saved.subscription()).grants().stream()
                        .map(grant -> grant.id())
                        .toList();
        counters.entrySet()
                .removeIf(each -> each.getValue().end() == null
                        && !each.getKey().grant().isEmpty()
                        && !held.contains(each.getKey().grant()));
    }

    /** Drops what is over, as far as it is met anyway. */
    void tidy(Instant now) {
        for (CounterKey next : added) {
            Counter fresh = counters.get(next);
            // Null if one that was added with it has superseded it.
            if (fresh != null) {
                counters.entrySet().removeIf(each -> each.getValue().supersededBy(fresh, each.getKey(), next));
            }
        }
        added.clear();
        purge(now, Integer.MAX_VALUE);
    }

    /** Drops so much at most of what nobody will ask for again, and says how much that was. */
    int purge(Instant now, int most) {
        int dropped = drop(counters.values(), counter -> isDue(counter.dueAt(), now), most);
        dropped += drop(holds, hold -> isDue(hold.dueAt(), now), most - dropped);
        dropped += drop(keys, key -> isDue(key.until(), now), most - dropped);
        return dropped + drop(ids, done -> idsAreOverAt(now), most - dropped);
    }

    private static <T> int drop(Collection<T> from, Predicate<T> over, int most) {
        int dropped = 0;
        for (Iterator<T> each = from.iterator(); each.hasNext() && dropped < most; ) {
            if (over.test(each.next())) {
                each.remove();
                dropped++;
            }
        }
        return dropped;
    }

    private static boolean isDue(@Nullable Instant at, Instant now) {
        return at != null && !now.isBefore(at);
    }

    /** When there will next be something to purge; null if never. */
    @Nullable
    Instant purgeAt() {
        Stream<Instant> due = Stream.of(
                        counters.values().stream().map(Counter::dueAt).filter(Objects::nonNull),
                        holds.stream().map(Hold::dueAt),
                        keys.stream().map(Remembered::until),
                        ids.stream().limit(1).map(done -> touched.plus(ValveStore.ID_MEMORY)))
                .flatMap(each -> each);
        return due.min(Instant::compareTo).orElse(null);
    }

    /** Counters on which holds take room. */
    Stream<CounterKey> heldOn(Instant now) {
        return holds.stream()
                .filter(hold -> hold.liveAt(now))
                .flatMap(hold -> hold.postings().stream())
                .map(Posting::key)
                .distinct();
    }
}
