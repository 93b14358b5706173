package io.valve4j.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one user's charges beside their counters: holds that are not settled, idempotency keys, and, where a
 * step may be left in doubt, ids. Immutable. Reading costs O(holds), as many as the user has under way.
 */
final class Pledges {

    static final Pledges NONE = new Pledges(List.of(), List.of(), List.of());

    private final List<Hold> holds;
    private final List<Remembered> keys;
    private final List<Done> ids;

    private Pledges(List<Hold> holds, List<Remembered> keys, List<Done> ids) {
        this.holds = holds;
        this.keys = keys;
        this.ids = ids;
    }

    int size() {
        return holds.size() + keys.size() + ids.size();
    }

    List<Hold> holds() {
        return holds;
    }

    List<Remembered> keys() {
        return keys;
    }

    List<Done> ids() {
        return ids;
    }

    /** The step of that id, if it was done and is remembered. */
    @Nullable
    Done done(UUID id, Instant now) {
        for (int i = ids.size() - 1; i >= 0; i--) {
            if (ids.get(i).id.equals(id) && now.isBefore(ids.get(i).until)) {
                return ids.get(i);
            }
        }
        return null;
    }

    /**
     * These with a step's id remembered.
     *
     * @param most how many ids to keep: the oldest make room
     */
    Pledges with(UUID id, List<Posting> postings, Instant now, int most) {
        List<Done> next = new ArrayList<>(kept(ids, done -> now.isBefore(done.until)));
        next.add(new Done(id, postings, now.plus(ValveStore.ID_MEMORY)));
        return of(holds, keys, List.copyOf(next.subList(Math.max(0, next.size() - most), next.size())));
    }

    /** Units of one counter that live holds set aside. */
    long held(CounterKey key, Instant now) {
        long held = 0;
        for (int i = 0; i < holds.size(); i++) {
            held = Posting.sum(held, holds.get(i).held(key, now));
        }
        return held;
    }

    @Nullable
    Hold hold(UUID id, Instant now) {
        return holds.stream()
                .filter(hold -> hold.id.equals(id) && hold.rememberedAt(now))
                .findFirst()
                .orElse(null);
    }

    @Nullable
    Remembered remembered(String key, Instant now) {
        return keys.stream()
                .filter(each -> each.key.key().equals(key) && now.isBefore(each.until))
                .findFirst()
                .orElse(null);
    }

    /** These with a charge remembered, as far as there is something to remember. */
    Pledges admitted(Charge charge, List<Posting> postings, Instant now) {
        if (charge.holdFor() == null && charge.replayKey() == null) {
            return this;
        }
        Pledges next = purged(now);
        List<Hold> nextHolds = next.holds;
        if (charge.holdFor() != null) {
            nextHolds = with(nextHolds, new Hold(charge.id(), postings, now.plus(charge.holdFor())));
        }
        List<Remembered> nextKeys = next.keys;
        if (charge.replayKey() != null) {
            nextKeys = with(
                    nextKeys,
                    new Remembered(charge.replayKey(), charge.id(), postings, now.plus(ValveStore.KEY_MEMORY)));
        }
        return of(nextHolds, nextKeys, next.ids);
    }

    Pledges withoutLapsed(Instant now) {
        return of(kept(holds, hold -> hold.liveAt(now)), keys, ids);
    }

    Pledges withoutHold(UUID id) {
        return of(kept(holds, hold -> !hold.id.equals(id)), keys, ids);
    }

    /** These without the key of a charge; another charge may have the same key by now, and keeps it. */
    Pledges withoutKeyOf(@Nullable UUID charge) {
        return charge == null ? this : of(holds, kept(keys, each -> !each.charge.equals(charge)), ids);
    }

    /** These without what has been over for long enough; the same if there is nothing such. */
    Pledges purged(Instant now) {
        List<Hold> nextHolds = kept(holds, hold -> hold.rememberedAt(now));
        List<Remembered> nextKeys = kept(keys, each -> now.isBefore(each.until));
        List<Done> nextIds = kept(ids, each -> now.isBefore(each.until));
        return nextHolds.size() + nextKeys.size() + nextIds.size() == size() ? this : of(nextHolds, nextKeys, nextIds);
    }

    static Pledges of(List<Hold> holds, List<Remembered> keys, List<Done> ids) {
        return holds.isEmpty() && keys.isEmpty() && ids.isEmpty() ? NONE : new Pledges(holds, keys, ids);
    }

    private static <T> List<T> with(List<T> list, T added) {
        List<T> next = new ArrayList<>(list.size() + 1);
        next.addAll(list);
        next.add(added);
        return List.copyOf(next);
    }

    private static <T> List<T> kept(List<T> list, Predicate<T> condition) {
        return list.isEmpty() ? list : list.stream().filter(condition).toList();
    }

    /** Units that are set aside until it lapses. */
    record Hold(UUID id, List<Posting> postings, Instant lapsesAt) {

        boolean liveAt(Instant now) {
            return now.isBefore(lapsesAt);
        }

        private boolean rememberedAt(Instant now) {
            return now.isBefore(lapsesAt.plus(ValveStore.LAPSED_HOLD_MEMORY));
        }

        private long held(CounterKey counter, Instant now) {
            if (!liveAt(now)) {
                return 0;
            }
            for (Posting posting : postings) {
                if (posting.key().equals(counter)) {
                    return posting.amount();
                }
            }
            return 0;
        }
    }

    /** A charge that can be asked for again under its key. */
    record Remembered(Charge.ReplayKey key, UUID charge, List<Posting> postings, Instant until) {}

    /** A step that was done, so that it can be recognised when it is sent again; what it drew, if it was a charge. */
    record Done(UUID id, List<Posting> postings, Instant until) {}
}
