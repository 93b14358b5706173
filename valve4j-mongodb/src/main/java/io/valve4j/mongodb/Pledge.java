package io.valve4j.mongodb;

import io.valve4j.store.Charge;
import io.valve4j.store.CounterKey;
import io.valve4j.store.Posting;
import io.valve4j.store.ValveStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is remembered of one charge or refund, beside the units that it moved. */
sealed interface Pledge {

    /** Units that are set aside until it lapses. */
    record Hold(UUID id, List<Posting> postings, Instant lapsesAt) implements Pledge {

        boolean liveAt(Instant now) {
            return now.isBefore(lapsesAt);
        }

        /** From when on it is unknown. */
        Instant dueAt() {
            return lapsesAt.plus(ValveStore.LAPSED_HOLD_MEMORY);
        }

        long held(CounterKey key) {
            for (Posting posting : postings) {
                if (posting.key().equals(key)) {
                    return posting.amount();
                }
            }
            return 0;
        }
    }

    /** A charge that can be asked for again under its key. */
    record Remembered(Charge.ReplayKey key, UUID charge, List<Posting> postings, Instant until) implements Pledge {}

    /**
     * A step that was done, so that it is recognised when it is sent again.
     *
     * @param postings what it drew; null for a plain charge, which says so itself
     */
    record Done(UUID id, @Nullable List<Posting> postings) implements Pledge {}
}
