package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Units to be taken from counters of one user: all lines, or none.
 *
 * @param id one of its own for each charge; the same when a charge whose outcome is not known is sent again. A hold goes by
 *     it until it is settled
 * @param userId whose counters
 * @param expectedRevision the subscription's revision for which keys and limits were resolved; 0 if they depend on none, so
 *     that there is nothing to verify
 * @param validity the span for which keys and limits were resolved
 * @param lines what is taken, each from different counters; at least one
 * @param replayKey by which the caller recognises a repeat; null if it never is one
 * @param holdFor how long the units are only set aside, from the store's now; null if they are used at once
 */
public record Charge(
        UUID id,
        String userId,
        long expectedRevision,
        Window.Span validity,
        List<ChargeLine> lines,
        @Nullable ReplayKey replayKey,
        @Nullable Duration holdFor) {

    /** Checks every part. */
    public Charge {
        Checks.notNull("the charge's id", id);
        Checks.name("the user's id", userId);
        Checks.between("the expected revision", expectedRevision, 0, Long.MAX_VALUE);
        Checks.notNull("the charge's validity", validity);
        lines = List.copyOf(Checks.notNull("the charge's lines", lines));
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a charge must have at least one line, but has none");
        }
        if (lines.size() > 1 || lines.get(0).pools().size() > 1) {
            checkDifferent(lines);
        }
        if (holdFor != null) {
            Checks.positive("the time to hold", holdFor);
        }
    }

    /** One that is used at once, and never a repeat. */
    public Charge(UUID id, String userId, long expectedRevision, Window.Span validity, List<ChargeLine> lines) {
        this(id, userId, expectedRevision, validity, lines, null, null);
    }

    /** The pools of all lines, in their order. */
    public List<Pool> pools() {
        if (lines.size() == 1) {
            return lines.get(0).pools();
        }
        List<Pool> pools = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            pools.addAll(lines.get(i).pools());
        }
        return Collections.unmodifiableList(pools);
    }

    /**
     * How much to draw from each pool. This is the whole arithmetic of a charge, for stores that compute in Java.
     *
     * @param states how the counters of {@link #pools} stand
     * @return units by pool, 0 where none are drawn; null if a line finds too little room
     */
    public long @Nullable [] draw(List<CounterState> states) {
        if (lines.size() == 1) {
            return lines.get(0).draw(states, 0);
        }
        long[] amounts = new long[states.size()];
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            long[] drawn = lines.get(i).draw(states, from);
            if (drawn == null) {
                return null;
            }
            System.arraycopy(drawn, 0, amounts, from, drawn.length);
            from += drawn.length;
        }
        return amounts;
    }

    /**
     * What a drawing comes to.
     *
     * @param drawn as {@link #draw} has it
     * @return postings to those counters of which anything is drawn
     */
    public List<Posting> postings(long[] drawn) {
        List<Pool> pools = pools();
        List<Posting> postings = new ArrayList<>(drawn.length);
        for (int i = 0; i < drawn.length; i++) {
            if (drawn[i] > 0) {
                Pool pool = pools.get(i);
                postings.add(new Posting(pool.key(), drawn[i], pool.end()));
            }
        }
        return List.copyOf(postings);
    }

    /** Whether it is of one counter, is used at once, and is never a repeat: what most are, and stores do in one statement. */
    public boolean isPlain() {
        return !isRemembered() && lines.size() == 1 && lines.get(0).pools().size() == 1;
    }

    /** Whether more is kept of it than how the counters stand. */
    boolean isRemembered() {
        return replayKey != null || holdFor != null;
    }

    private static void checkDifferent(List<ChargeLine> lines) {
        for (ChargeLine line : lines) {
            for (Pool pool : line.pools()) {
                if (timesNamed(pool.key(), lines) > 1) {
                    throw new IllegalArgumentException("a charge must name each counter once, but names one of "
                            + Checks.quoted(pool.key().quota()) + " twice");
                }
            }
        }
    }

    /** Looks through all, since they are few: a set of them took a twentieth of a charge on two quotas. */
    private static int timesNamed(CounterKey key, List<ChargeLine> lines) {
        int times = 0;
        for (ChargeLine line : lines) {
            for (Pool pool : line.pools()) {
                times += pool.key().equals(key) ? 1 : 0;
            }
        }
        return times;
    }

    /**
     * By which a charge is recognised as the repeat of one that was admitted.
     *
     * @param key the caller's, one for each thing that is to be charged once
     * @param demand what is asked for, in a form that is equal for equal demands: a repeat must ask for the same
     */
    public record ReplayKey(String key, String demand) {

        /** Checks both. */
        public ReplayKey {
            Checks.name("the idempotency key", key);
            Checks.name("the demand", demand);
        }
    }
}
