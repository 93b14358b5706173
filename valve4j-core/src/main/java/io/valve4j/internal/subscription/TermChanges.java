package io.valve4j.internal.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.subscription.AuditEvent.Action;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.subscription.Term;
import io.valve4j.subscription.Tier;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a subscription's term and of its stops: start, extension, cancellation, pause. Pure functions of how it
 * stands now; null where nothing is to change.
 */
final class TermChanges {

    private TermChanges() {}

    static Change first(String userId, String profile, Term term, Action action) {
        return new Change(Subscription.first(userId, profile, term), action, "there was none" + on(profile, term));
    }

    /** One that takes the place of another. Generation, resets and grants go on: leaving and coming back mints nothing. */
    static Change following(Subscription before, Instant now, String profile, Term term, Action action) {
        Draft draft = new Draft(before, now);
        Tier tier = new Tier(profile, draft.tier().resetAt(), null);
        Subscription next =
                draft.tier(tier).term(term).stops(null, null).withoutOverrides().done();
        return new Change(next, action, "one was " + before.statusAt(now) + on(profile, term));
    }

    private static String on(String profile, Term term) {
        return ", is on profile " + Checks.quoted(profile) + " from " + term.startsAt() + " until " + term.endsAt();
    }

    static Change extended(Subscription present, Instant now, Duration extension) {
        Term term = present.term().extendedBy(extension);
        Draft draft = new Draft(present, now).term(term);
        if (present.canceledAt() != null) {
            draft.stops(present.pausedSince(), term.endsAt());
        }
        return new Change(draft.done(), Action.EXTENDED, "the end was " + present.endsAt() + ", is " + term.endsAt());
    }

    static @Nullable Change canceled(Subscription present, Instant now) {
        return present.statusAt(now) == SubscriptionStatus.CANCELED
                ? null
                : new Change(
                        new Draft(present, now)
                                .stops(present.pausedSince(), now)
                                .done(),
                        Action.CANCELED,
                        "the status was " + present.statusAt(now) + ", is " + SubscriptionStatus.CANCELED);
    }

    static @Nullable Change canceledAtTermEnd(Subscription present, Instant now) {
        if (present.canceledAt() != null) {
            return null;
        }
        Instant end = present.endsAt();
        return !now.isBefore(end)
                ? canceled(present, now)
                : new Change(
                        new Draft(present, now)
                                .stops(present.pausedSince(), end)
                                .done(),
                        Action.CANCELLATION_SCHEDULED,
                        "the cancellation was none, is at " + end);
    }

    static Change cancellationUndone(Subscription present, Instant now) {
        if (present.canceledAt() == null) {
            throw Messages.nothingToUndo(present.userId(), "cancellation");
        }
        return new Change(
                new Draft(present, now).stops(present.pausedSince(), null).done(),
                Action.CANCELLATION_UNDONE,
                "the cancellation was at " + present.canceledAt() + ", is none");
    }

    static @Nullable Change paused(Subscription present, Instant now) {
        return present.pausedSince() != null
                ? null
                : new Change(
                        new Draft(present, now).stops(now, present.canceledAt()).done(),
                        Action.PAUSED,
                        "the pause was none, is since " + now);
    }

    static @Nullable Change resumed(Subscription present, Instant now) {
        return present.pausedSince() == null
                ? null
                : new Change(
                        new Draft(present, now)
                                .stops(null, present.canceledAt())
                                .done(),
                        Action.RESUMED,
                        "the pause was since " + present.pausedSince() + ", is none");
    }
}
