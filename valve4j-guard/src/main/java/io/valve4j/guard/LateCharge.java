package io.valve4j.guard;

import io.valve4j.internal.check.Checks;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.Draw;
import io.valve4j.store.Posting;
import io.valve4j.store.Settlement;
import io.valve4j.store.TransientStoreException;
import io.valve4j.store.ValveStore;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A charge whose answer came too late: whoever asked was told that the store did not answer, so what was admitted is given
 * back, as well as that goes.
 *
 * <p>One with an idempotency key is left alone: its caller may have repeated it meanwhile, and may have been admitted on the
 * strength of it.
 */
record LateCharge(ValveStore store, Charge charge) {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedStore.class);

    private static final int MOST_ATTEMPTS = 3;

    void undo(ChargeResult result) {
        if (charge.replayKey() != null) {
            return;
        }
        if (result instanceof ChargeResult.Admitted admitted) {
            giveBack(charge.postings(
                    admitted.draws().stream().mapToLong(Draw::amount).toArray()));
        } else if (result instanceof ChargeResult.Replayed replayed
                && replayed.id().equals(charge.id())) {
            // Sent again after a lost answer, it is the same charge.
            giveBack(replayed.postings());
        }
    }

    private void giveBack(List<Posting> postings) {
        Settlement settlement = charge.holdFor() != null
                ? new Settlement.Release(charge.userId(), charge.id())
                : new Settlement.Refund(UUID.randomUUID(), charge.userId(), postings, null);
        for (int attempt = 1; ; attempt++) {
            try {
                store.settle(settlement);
                LOG.debug("a charge of user {} that came too late was given back", Checks.quoted(charge.userId()));
                return;
            } catch (RuntimeException failure) {
                if (!(failure instanceof TransientStoreException) || attempt == MOST_ATTEMPTS) {
                    LOG.warn(
                            "a charge of user {} that came too late could not be given back; its units stay {}",
                            Checks.quoted(charge.userId()),
                            charge.holdFor() == null ? "charged" : "held until they lapse",
                            failure);
                    return;
                }
            }
        }
    }
}
