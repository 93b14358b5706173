package io.valve4j.redis;

import io.valve4j.internal.check.Checks;
import io.valve4j.store.StoreKey;
import io.valve4j.store.SubscriptionBytes;
import io.valve4j.store.TransientStoreException;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Changes subscriptions. Each change has an id, which stands before its event in the audit: so one whose answer was lost is sent
 * again, and recognised if it was made.
 */
final class Saving {

    /** How long an id is. */
    static final int ID_BYTES = 16;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    private final Link link;
    private final Keys keys;
    private final Clock clock;
    private final Duration patience;

    Saving(Link link, Keys keys, Clock clock, Duration patience) {
        this.link = link;
        this.keys = keys;
        this.clock = clock;
        this.patience = patience;
    }

    boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        Deadline deadline = Deadline.in(patience);
        if (expectedRevision == 0) {
            index(next.userId(), deadline);
        }
        byte[][] arguments = new Arguments()
                .with(clock.argument())
                .with(expectedRevision)
                .with(next.revision())
                .with(SubscriptionBytes.of(next))
                .with(UUID.randomUUID())
                .with(SubscriptionBytes.of(event))
                .toArray();
        RuntimeException doubt = null;
        do {
            try {
                return save(next.userId(), arguments, deadline);
            } catch (RuntimeException failure) {
                if (doubt == null && Failures.isSureThatNothingWasDone(failure)) {
                    throw failure;
                }
                doubt = doubt == null ? failure : doubt;
                if (!(failure instanceof TransientStoreException)) {
                    break;
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        } while (deadline.nanosLeft() > 0);
        throw notKnown(next, doubt);
    }

    /** Before the change, since the index lies in another slot: one too many in it does no harm, one too few would. */
    private void index(String userId, Deadline deadline) {
        byte[] member = Keys.bytes(StoreKey.of(userId));
        link.call(
                "to enter user " + Checks.quoted(userId) + " in the index",
                deadline.nanosLeft(),
                wire -> wire.commands().zadd(keys.users(), 0, member).toCompletableFuture());
    }

    private boolean save(String userId, byte[][] arguments, Deadline deadline) {
        return new Answer(link.call(
                                "to change the subscription of user " + Checks.quoted(userId),
                                deadline.nanosLeft(),
                                wire -> wire.run(Script.SAVE, keys.of(userId).forSaving(), arguments)))
                        .code()
                == 1;
    }

    private static IllegalStateException notKnown(Subscription next, @Nullable Throwable doubt) {
        return new IllegalStateException(
                "it is not known whether the subscription of user " + Checks.quoted(next.userId())
                        + " was changed to revision " + next.revision() + ": look at it before it is changed again",
                doubt);
    }
}
