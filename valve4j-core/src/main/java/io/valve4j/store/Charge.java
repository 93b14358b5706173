package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Window;
import java.util.List;
import java.util.UUID;

/**
 * Units to be taken from counters of one user: from all of them, or from none.
 *
 * @param id one of its own for each charge
 * @param userId whose counters
 * @param expectedRevision the subscription's revision for which keys and limits were resolved; 0 if they depend on none, so
 *     that there is nothing to verify
 * @param validity the span for which keys and limits were resolved
 * @param lines what is taken, each from a different counter; at least one
 */
public record Charge(UUID id, String userId, long expectedRevision, Window.Span validity, List<ChargeLine> lines) {

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
        for (int i = 1; i < lines.size(); i++) {
            checkNotAmong(lines, i);
        }
    }

    private static void checkNotAmong(List<ChargeLine> lines, int index) {
        for (int i = 0; i < index; i++) {
            if (lines.get(i).key().equals(lines.get(index).key())) {
                throw new IllegalArgumentException("a charge must have one line for each counter, but has two for "
                        + Checks.quoted(lines.get(i).key().quota()));
            }
        }
    }
}
