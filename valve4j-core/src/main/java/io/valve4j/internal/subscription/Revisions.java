package io.valve4j.internal.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a change comes into the store: the subscription is read, the change decided on what was read, and the next revision saved
 * with its audit event if nobody has come between; else all of it again. Thread-safe; blocks for the store.
 */
final class Revisions {

    private final ValveStore store;
    private final BiConsumer<Subscription, AuditEvent> changed;
    private final Author author;

    /**
     * Revisions that are noted as the application's.
     *
     * @param changed told of each change after it is saved, in the thread that made it
     */
    Revisions(ValveStore store, BiConsumer<Subscription, AuditEvent> changed) {
        this(store, changed, new Author("application", ""));
    }

    private Revisions(ValveStore store, BiConsumer<Subscription, AuditEvent> changed, Author author) {
        this.store = store;
        this.changed = changed;
        this.author = author;
    }

    /** The same, noted as made by somebody, for a reason. */
    Revisions by(String actor, String reason) {
        return new Revisions(store, changed, new Author(actor, reason));
    }

    /** Changes a subscription that exists and is not cancelled. */
    Subscription change(String userId, Edit edit) {
        return save(userId, (found, now) -> edit.of(changeable(userId, found, now), now));
    }

    /** Changes a subscription that exists, cancelled or not. */
    Subscription changeAny(String userId, Edit edit) {
        return save(userId, (found, now) -> edit.of(existing(userId, found), now));
    }

    /** Changes whatever there is. Whoever comes between has made a change, so somebody always gets on. */
    Subscription save(String userId, Step step) {
        Checks.name("the user's id", userId);
        while (true) {
            Instant now = now();
            Subscription present = store.find(userId).orElse(null);
            Change change = step.from(present, now);
            if (change == null) {
                return existing(userId, present);
            }
            Subscription next = change.next();
            AuditEvent event = new AuditEvent(
                    userId, now, change.action(), next.revision(), change.detail(), author.actor(), author.reason());
            if (store.save(next, next.revision() - 1, event)) {
                changed.accept(next, event);
                return next;
            }
        }
    }

    /** The store's clock, to the millisecond, as it is kept. */
    Instant now() {
        return store.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What was found, if it can be changed. */
    static Subscription changeable(String userId, @Nullable Subscription found, Instant now) {
        Subscription present = existing(userId, found);
        if (present.statusAt(now) == SubscriptionStatus.CANCELED) {
            throw Messages.canceled(present);
        }
        return present;
    }

    private static Subscription existing(String userId, @Nullable Subscription found) {
        if (found == null) {
            throw Messages.notSubscribed(userId);
        }
        return found;
    }

    /** What is to become of a subscription, given how it stands; null to leave it. */
    @FunctionalInterface
    interface Step {
        @Nullable
        Change from(@Nullable Subscription found, Instant now);
    }

    /** What is to become of one that exists; null to leave it. */
    @FunctionalInterface
    interface Edit {
        @Nullable
        Change of(Subscription present, Instant now);
    }

    private record Author(String actor, String reason) {

        Author {
            Checks.name("the actor", actor);
            if (!Checks.notNull("the reason", reason).isEmpty()) {
                Checks.name("the reason", reason);
            }
        }
    }
}
