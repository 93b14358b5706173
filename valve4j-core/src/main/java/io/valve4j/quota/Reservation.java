package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.util.List;

/**
 * Units held for an estimate, to be settled at the actual cost once that is known.
 *
 * <pre>{@code
 * try (Reservation held = ada.reserve("tokens", 4_000)) {
 *     Reply reply = model.chat(prompt);
 *     held.commit(reply.tokens());
 * }
 * }</pre>
 *
 * <p>Until it is settled, or has lapsed, nobody else can have its units. It counts in the windows in which it was made, even if
 * it is settled in the next. The first settlement counts, and every other has no effect. Thread-safe; each settlement blocks as
 * long as the store does.
 */
public interface Reservation extends AutoCloseable {

    /** Whose units. */
    String user();

    /** What the units are counted on. */
    String meter();

    /** How many are held. */
    long units();

    /**
     * Whether its idempotency key was seen before, so that this is another handle on the same units. They are settled once,
     * through whichever handle comes first.
     */
    boolean replayed();

    /**
     * Settles it at what was really used. More than was held counts too, whether there is room for it or not. If the store
     * fails, its exception is thrown; committing again is safe, since it counts once.
     *
     * @param actual units, 0 or more
     */
    Settled commit(long actual);

    /** {@link #commit(long)} with what was held. */
    Settled commit();

    /** Settles it at nothing. If the store fails, the units come back when the reservation lapses. */
    void release();

    /** {@link #release} unless it was settled, or a commit was tried. */
    @Override
    void close();

    /**
     * How a commit ended.
     *
     * @param counted whether it counts; if not, the reservation was settled before, or has lapsed too long ago to be known
     * @param late whether it had lapsed, so that others may have used its room
     * @param beyondLimit names of the quotas that stand above their limit, since more was used than was held
     */
    record Settled(boolean counted, boolean late, List<String> beyondLimit) {

        /** That of a commit that does not count. */
        public static final Settled NOT_COUNTED = new Settled(false, false, List.of());

        /** Keeps a copy. */
        public Settled {
            beyondLimit = List.copyOf(Checks.notNull("the quotas beyond their limit", beyondLimit));
        }
    }
}
