package io.valve4j.redis;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.Pool;
import io.valve4j.store.StoreKey;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back charges whose callers waited in vain, and were told that they failed: when a late answer says that they were
 * admitted, or, where no answer came, once Redis can be asked again. A charge that is still on its way then is not done any
 * more. Tried as long as ids are remembered; what waits when the store is closed, or is too much, stays charged.
 *
 * <p>Not for charges with an idempotency key: whoever asks again under it is told that it was charged, and relies on that.
 */
final class Undoing {

    private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);

    private static final int MOST = 10_000;
    private static final Duration OVERDUE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int MOST_TRIES = (int) ValveStore.ID_MEMORY.dividedBy(BETWEEN_TRIES);

    private final Link link;
    private final Keys keys;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();

    Undoing(Link link, Keys keys, Clock clock) {
        this.link = link;
        this.keys = keys;
        this.clock = clock;
    }

    /** Nobody waits for this answer any more. */
    @SuppressWarnings("FutureReturnValueIgnored") // both ends are seen to
    void abandoned(Charge charge, CompletableFuture<ChargeResult> answer) {
        if (charge.replayKey() != null) {
            return;
        }
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            LOG.warn("more than {} charges wait to be taken back: one more stays charged", MOST);
            return;
        }
        // One that is still on its way is not done after the undoing, so there is no need to wait for an answer for
        // long.
        answer.copy().orTimeout(OVERDUE.toMillis(), TimeUnit.MILLISECONDS).whenComplete((result, failure) -> {
            // Without an idempotency key, what is replayed is this charge itself: done at an earlier try.
            if (failure != null || result instanceof ChargeResult.Admitted || result instanceof ChargeResult.Replayed) {
                undo(charge, 1);
            } else {
                waiting.decrementAndGet();
            }
        });
    }

    private void undo(Charge charge, int tries) {
        Arguments arguments = new Arguments().with(clock.argument()).with(charge.id());
        for (Pool pool : charge.pools()) {
            arguments.with(StoreKey.of(pool.key()));
        }
        byte[][] userKeys = keys.of(charge.userId()).forSteps();
        link.send(
                "to take back a charge",
                wire -> wire.run(Script.UNDO, userKeys, arguments.toArray()),
                (done, failure) -> {
                    if (failure == null) {
                        waiting.decrementAndGet();
                    } else if (tries < MOST_TRIES) {
                        link.later(BETWEEN_TRIES, () -> undo(charge, tries + 1));
                    } else {
                        waiting.decrementAndGet();
                        LOG.warn("a charge could not be taken back, and stays charged", failure);
                    }
                });
    }
}
