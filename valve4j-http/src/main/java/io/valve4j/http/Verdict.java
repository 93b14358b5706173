package io.valve4j.http;

import io.valve4j.Decision;
import io.valve4j.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The one table of what a refusal is in HTTP, unless somebody says otherwise.
 *
 * <p>429 is for what the user has had too much of, 503 for what this node cannot do now and another may: proxies take a node
 * that answers 503 out of turn, which would be wrong for the sake of one greedy user. 403 is for what no waiting helps against,
 * since clients repeat what was answered with 429.
 *
 * @param status by default
 * @param type of the problem
 * @param title of the type
 * @param violates whether the policy of the decision is one that was violated
 * @param retryAfter how long to wait; empty if never or not known
 */
record Verdict(int status, String type, String title, boolean violates, Optional<Duration> retryAfter) {

    /** Another node has room, or this one after its restart. */
    private static final Duration UNTIL_ELSEWHERE = Duration.ofSeconds(1);

    static Verdict of(Decision refusal) {
        Reason reason = Objects.requireNonNull(refusal.reason());
        Optional<Duration> wait = refusal.retryAfter();
        return switch (reason) {
            case RATE_LIMITED, QUOTA_EXCEEDED -> tooMuch(wait.isPresent() ? 429 : 403, wait);
            case QUEUE_FULL, DEADLINE_UNREACHABLE -> tooMuch(429, wait);
            case COST_TOO_HIGH -> tooMuch(403, wait);
            case NO_WORKER -> reduced(true, wait);
            case WAIT_TIMEOUT, STORE_UNAVAILABLE -> reduced(false, wait);
            case SHUTTING_DOWN -> reduced(false, Optional.of(wait.orElse(UNTIL_ELSEWHERE)));
            case UNKNOWN_RESOURCE, NOT_SUBSCRIBED, CANCELED, EXPIRED, PAUSED, NOT_STARTED -> blank(403, wait);
            case UNKNOWN_PROFILE -> blank(500, wait);
        };
    }

    private static Verdict tooMuch(int status, Optional<Duration> wait) {
        return new Verdict(status, Problem.QUOTA_EXCEEDED, "Quota Exceeded", true, wait);
    }

    private static Verdict reduced(boolean violates, Optional<Duration> wait) {
        return new Verdict(503, Problem.TEMPORARY_REDUCED_CAPACITY, "Temporary Reduced Capacity", violates, wait);
    }

    private static Verdict blank(int status, Optional<Duration> wait) {
        return new Verdict(status, Problem.BLANK, "", false, wait);
    }
}
