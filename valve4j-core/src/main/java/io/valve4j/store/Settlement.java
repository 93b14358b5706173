package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What becomes of an admitted charge afterwards. */
public sealed interface Settlement {

    /** Whose charge. */
    String userId();

    /**
     * A hold ends, and what was really used is posted, whether there is room for it or not.
     *
     * @param userId whose hold
     * @param hold the id of the charge that made it
     * @param postings what was used; may be more or less than was held, and may be nothing
     */
    record Commit(String userId, UUID hold, List<Posting> postings) implements Settlement {

        /** Checks every part. */
        public Commit {
            Checks.name("the user's id", userId);
            Checks.notNull("the hold's id", hold);
            postings = List.copyOf(Checks.notNull("the postings", postings));
        }
    }

    /**
     * A hold ends, and nothing was used. Its idempotency key is free again.
     *
     * @param userId whose hold
     * @param hold the id of the charge that made it
     */
    record Release(String userId, UUID hold) implements Settlement {

        /** Checks both. */
        public Release {
            Checks.name("the user's id", userId);
            Checks.notNull("the hold's id", hold);
        }
    }

    /**
     * Units of a charge are given back to the counters that they came from: all of them, or some.
     *
     * @param id one of its own for each refund; the same when one whose outcome is not known is sent again
     * @param userId whose charge
     * @param postings what is given back
     * @param charge the charge whose idempotency key is free again, since nothing came of it; null if none is
     */
    record Refund(
            UUID id,
            String userId,
            List<Posting> postings,
            @Nullable UUID charge) implements Settlement {

        /** Checks every part. */
        public Refund {
            Checks.notNull("the refund's id", id);
            Checks.name("the user's id", userId);
            postings = List.copyOf(Checks.notNull("the postings", postings));
        }
    }
}
