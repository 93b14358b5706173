package io.valve4j;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to whether a user may go on: yes, or no with the one reason; what bound it, what is left, and when to ask
 * again. An immutable value.
 *
 * @param user who asked
 * @param profile their profile; empty if none was found
 * @param resource what they asked for; empty if they asked for none in particular and have none
 * @param reason why not; null if they may
 * @param bound what refused, or, when allowed, what is tightest
 * @param retryAfter how long to wait before asking again is worth while: zero if allowed, empty if it never is
 * @param notes what else is worth knowing
 */
public record Decision(
        String user,
        String profile,
        String resource,
        @Nullable Reason reason,
        Bound bound,
        Optional<Duration> retryAfter,
        List<Note> notes) {

    /** Keeps a copy. */
    public Decision {
        notes = List.copyOf(notes);
    }

    /** Whether they may. */
    public boolean allowed() {
        return reason == null;
    }

    /** The name of what bound: a rate, a queue, the workers, a quota, the subscription. */
    public String policy() {
        return bound.policy();
    }

    /** The limit of what bound; {@link Long#MAX_VALUE} if it has none. */
    public long limit() {
        return bound.limit();
    }

    /** How much of that limit is left; {@link Long#MAX_VALUE} if there is none. */
    public long remaining() {
        return bound.remaining();
    }

    /** When what bound it starts afresh, if it does at a known time. */
    public Optional<Instant> resetsAt() {
        return bound.resetsAt();
    }

    /** Whether there is a note of a kind. */
    public boolean has(Note.Kind kind) {
        return notes.stream().anyMatch(note -> note.kind() == kind);
    }

    /** The decision in one sentence, for a person and for a log. */
    public String explain() {
        StringBuilder sentence = new StringBuilder("user ").append(Checks.quoted(user));
        if (!profile.isEmpty()) {
            sentence.append(" (profile ").append(Checks.quoted(profile)).append(')');
        }
        if (reason == null) {
            sentence.append(" may use ").append(Checks.quoted(resource));
            if (bound.remaining() != Long.MAX_VALUE) {
                sentence.append("; ").append(bound);
            }
            return ended(sentence);
        }
        sentence.append(" was refused");
        if (!resource.isEmpty()) {
            sentence.append(' ').append(Checks.quoted(resource));
        }
        sentence.append(": ").append(reason).append(", ").append(reason.inWords());
        if (reason == Reason.COST_TOO_HIGH) {
            sentence.append("; ")
                    .append(Checks.escaped(bound.policy()))
                    .append(": at most ")
                    .append(bound.limit());
        } else if (bound.limit() != Long.MAX_VALUE) {
            sentence.append("; ").append(bound);
        }
        if (reason == Reason.QUOTA_EXCEEDED && resetsAt().isPresent()) {
            sentence.append(", resets at ").append(resetsAt().get());
        }
        if (retryAfter.isEmpty()) {
            sentence.append("; trying again later will not help");
        } else if (!retryAfter.get().isZero()) {
            sentence.append("; try again in ").append(Checks.shown(retryAfter.get()));
        }
        return ended(sentence);
    }

    private String ended(StringBuilder sentence) {
        notes.forEach(note -> sentence.append("; ").append(note));
        return sentence.append('.').toString();
    }

    /** As {@link #explain()}: ids come from outside, and may not show up raw in a log. */
    @Override
    public String toString() {
        return "Decision[" + explain() + "]";
    }

    /**
     * What bound a decision.
     *
     * @param policy its name
     * @param limit how much there is in all; {@link Long#MAX_VALUE} for no limit
     * @param remaining how much is left
     * @param resetsAt when it starts afresh, if it does at a known time
     * @param meter what it counts: {@code calls}, or the meter of a quota
     * @param window the time that the limit is for: a quota's window, or how long a rate's bucket takes to fill; empty for
     *     what has none, as a lifetime, a queue and workers
     */
    public record Bound(
            String policy,
            long limit,
            long remaining,
            Optional<Instant> resetsAt,
            String meter,
            Optional<Duration> window) {

        /** One of calls that is for no time in particular. */
        public Bound(String policy, long limit, long remaining, Optional<Instant> resetsAt) {
            this(policy, limit, remaining, resetsAt, Quota.CALLS, Optional.empty());
        }

        /** One of calls that is for no time in particular, and starts afresh at no known time. */
        public Bound(String policy, long limit, long remaining) {
            this(policy, limit, remaining, Optional.empty());
        }

        /** Nothing that has a limit. */
        public static Bound none(String policy) {
            return new Bound(policy, Long.MAX_VALUE, Long.MAX_VALUE);
        }

        @Override
        public String toString() {
            return Checks.escaped(policy) + ": " + remaining + " of " + limit + " left";
        }
    }
}
