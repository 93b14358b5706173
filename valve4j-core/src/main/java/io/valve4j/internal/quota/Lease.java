package io.valve4j.internal.quota;

import io.valve4j.quota.Usage;
import io.valve4j.store.Posting;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Units of one meter that were charged to a user's counters in advance, to be spent here.
 *
 * <p>All of its state is one {@code long}, changed by compare-and-set alone: how many units are left, or, once it is closed,
 * the complement of how many were spent and not given back since. So each unit is spent, given back or still there, and never
 * two of these, whoever else is at it. Since the store counts all units as used from the start, no error in time can lead above
 * a limit; what time decides is only until when they may be spent: {@code deadline}, in nanoseconds of a monotonic clock.
 *
 * <p>The units have an order, that in which the charge drew them from its pools, and are spent in this order: what is left is
 * the end of it, and what is given back after that lies just before. So a refund names the counters that the units came from.
 *
 * <p>Thread-safe, lock-free. Spending, and giving back while it is open, allocates nothing.
 */
public final class Lease {

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Lease.class, "state", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final long units;
    private final long deadline;
    private final List<List<Posting>> lines;
    private final Told told;
    private volatile long state;

    /**
     * What the charge said.
     *
     * @param usage the meter's tightest quota with all units of the lease used; null if that is not known
     * @param remarks what to say of each unit that is spent
     */
    record Told(@Nullable Usage usage, Remarks remarks) {}

    /**
     * An open lease.
     *
     * @param lines what was drawn for each quota that counts the meter, in order; each line has as many units
     * @param spent how many of them are spent already
     * @param deadline from when on none is spent any more
     */
    Lease(List<List<Posting>> lines, long spent, long deadline, Told told) {
        this.lines = List.copyOf(lines);
        this.units = lines.get(0).stream().mapToLong(Posting::amount).sum();
        this.deadline = deadline;
        this.told = told;
        this.state = units - spent;
    }

    /** Takes units out; false, and nothing is changed, if there are too few, it is closed, or its time is over. */
    boolean spend(long amount, long now) {
        if (now - deadline >= 0) {
            return false;
        }
        while (true) {
            long left = state;
            if (left < amount) {
                return false;
            }
            if (STATE.compareAndSet(this, left, left - amount)) {
                return true;
            }
        }
    }

    /** Puts spent units back in; returns what is to be given back to the store instead, if the lease is closed. */
    List<Posting> giveBack(long amount) {
        while (true) {
            long present = state;
            if (present >= 0) {
                if (STATE.compareAndSet(this, present, present + amount)) {
                    return List.of();
                }
            } else {
                long spent = ~present;
                if (STATE.compareAndSet(this, present, ~(spent - amount))) {
                    return between(spent - amount, spent);
                }
            }
        }
    }

    /** Ends it; returns what was left, which is the caller's now. Again returns nothing. */
    List<Posting> close() {
        while (true) {
            long left = state;
            if (left < 0) {
                return List.of();
            }
            if (STATE.compareAndSet(this, left, ~(units - left))) {
                return between(units - left, units);
            }
        }
    }

    /** How many units can be spent, while there is time; 0 if it is closed. */
    long left() {
        return Math.max(0, state);
    }

    /** What is left, as {@link #close} would return it. */
    List<Posting> rest() {
        return between(units - left(), units);
    }

    /** How many units were spent and not given back. */
    long spent() {
        long present = state;
        return present < 0 ? ~present : units - present;
    }

    boolean closed() {
        return state < 0;
    }

    /** From when on it spends no more. */
    long deadline() {
        return deadline;
    }

    boolean over(long now) {
        return now - deadline >= 0;
    }

    Remarks remarks() {
        return told.remarks();
    }

    /** The meter's tightest quota as far as is known here, when so many units are left; null if that is not known. */
    @Nullable
    Usage usage(long unspent) {
        Usage usage = told.usage();
        return usage == null || unspent == 0
                ? usage
                : new Usage(
                        usage.quota(),
                        usage.meter(),
                        usage.limit(),
                        Math.max(0, usage.used() - unspent),
                        usage.held(),
                        Posting.sum(usage.remaining(), unspent),
                        usage.resetsAt());
    }

    /** The units from one place in their order to another, by counter. */
    private List<Posting> between(long from, long until) {
        List<Posting> found = new ArrayList<>();
        for (List<Posting> line : lines) {
            long start = 0;
            for (Posting posting : line) {
                long end = start + posting.amount();
                long amount = Math.min(end, until) - Math.max(start, from);
                if (amount > 0) {
                    add(found, new Posting(posting.key(), amount, posting.end()));
                }
                start = end;
            }
        }
        return found;
    }

    /** Adds to the last one where that is of the same counter: each counter is named once. */
    static void add(List<Posting> postings, Posting added) {
        int last = postings.size() - 1;
        if (last >= 0 && postings.get(last).key().equals(added.key())) {
            long sum = Posting.sum(postings.get(last).amount(), added.amount());
            postings.set(last, new Posting(added.key(), sum, added.end()));
        } else {
            postings.add(added);
        }
    }
}
