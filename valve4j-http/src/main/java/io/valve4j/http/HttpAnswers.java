package io.valve4j.http;

import io.valve4j.Decision;
import io.valve4j.Reason;
import io.valve4j.internal.check.Checks;
import io.valve4j.time.TimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Turns decisions into HTTP answers.
 *
 * <pre>{@code
 * HttpAnswer answer = HttpAnswers.STANDARD.to(valve.limiter(user).take());
 * }</pre>
 *
 * <p>An immutable value; every call returns a new one and checks its argument on the spot. Start from {@link #STANDARD}.
 * Thread-safe; nothing blocks.
 *
 * @param statuses the status of a reason, where it is another than the standard one
 * @param jitter how much longer than needed a client may be told to wait
 * @param draft by which draft limits are told; empty for no such fields
 * @param partitionKey the key that tells a client which of its quotas a field is about; an empty one is left out
 * @param time whose wall clock says how far away a reset is: that of the manager
 */
public record HttpAnswers(
        Map<Reason, Integer> statuses,
        Duration jitter,
        Optional<RateLimitDraft> draft,
        Function<? super Decision, byte[]> partitionKey,
        TimeSource time) {

    static final String CONTENT_TYPE = "Content-Type";

    private static final String RETRY_AFTER = "Retry-After";

    /** Clients that keep 32 bits must not read a negative number. */
    private static final long LONGEST_RETRY_SECONDS = Integer.MAX_VALUE;

    private static final Duration LONGEST_JITTER = Duration.ofDays(1);

    /** Standard statuses, no jitter, the newest draft, no partition key, the machine's clock. */
    public static final HttpAnswers STANDARD = new HttpAnswers(
            Map.of(), Duration.ZERO, Optional.of(RateLimitDraft.V11), decision -> new byte[0], TimeSource.system());

    /** Checks every part. */
    public HttpAnswers {
        Checks.notNull("the statuses by reason", statuses).forEach((reason, status) -> {
            Checks.notNull("the reason", reason);
            Checks.between("the status of " + reason, status, 400, 599);
        });
        Map<Reason, Integer> copy = new EnumMap<>(Reason.class);
        copy.putAll(statuses);
        statuses = Collections.unmodifiableMap(copy);
        Checks.notNull("the jitter", jitter);
        if (jitter.isNegative() || jitter.compareTo(LONGEST_JITTER) > 0) {
            throw new IllegalArgumentException("the jitter must be between zero and one day, but was " + jitter);
        }
        Checks.notNull("the draft", draft);
        Checks.notNull("the partition key", partitionKey);
        Checks.notNull("the time source", time);
    }

    /** The same, with another status for a reason, from 400 to 599. */
    public HttpAnswers status(Reason reason, int status) {
        Map<Reason, Integer> next = new LinkedHashMap<>(statuses);
        next.put(Checks.notNull("the reason", reason), status);
        return new HttpAnswers(next, jitter, draft, partitionKey, time);
    }

    /**
     * The same, telling clients to wait up to so much longer, each by a random number of whole seconds: who was refused for
     * one reason at one time does not come back in one moment. Nobody is told to come earlier than needed.
     */
    public HttpAnswers jitter(Duration most) {
        return new HttpAnswers(statuses, most, draft, partitionKey, time);
    }

    /** The same, telling limits by a certain draft. */
    public HttpAnswers draft(RateLimitDraft next) {
        return new HttpAnswers(statuses, jitter, Optional.of(Checks.notNull("the draft", next)), partitionKey, time);
    }

    /** The same without RateLimit fields, for who does not want limits to be known. */
    public HttpAnswers withoutRateLimitFields() {
        return new HttpAnswers(statuses, jitter, Optional.empty(), partitionKey, time);
    }

    /** The same with a partition key, made of what the client knows of itself and not of secrets. */
    public HttpAnswers partitionKey(Function<? super Decision, byte[]> next) {
        return new HttpAnswers(statuses, jitter, draft, next, time);
    }

    /** The same with another clock. */
    public HttpAnswers time(TimeSource next) {
        return new HttpAnswers(statuses, jitter, draft, partitionKey, next);
    }

    /** What to answer. */
    public HttpAnswer to(Decision decision) {
        Checks.notNull("the decision", decision);
        Map<String, String> headers = new LinkedHashMap<>();
        String policy = PolicyName.of(decision.policy());
        if (draft.isPresent() && decision.limit() != Long.MAX_VALUE) {
            draft.get()
                    .write(
                            new RateLimitDraft.Service(
                                    policy, decision, time.instant(), ByteBuffer.wrap(partitionKey.apply(decision))),
                            headers::put);
        }
        Reason reason = decision.reason();
        if (reason == null) {
            return new HttpAnswer(200, headers, Optional.empty());
        }
        Verdict verdict = Verdict.of(decision);
        int status = statuses.getOrDefault(reason, verdict.status());
        Optional<Long> wait = verdict.retryAfter().map(this::retrySeconds);
        wait.ifPresent(seconds -> headers.put(RETRY_AFTER, seconds.toString()));
        headers.put(CONTENT_TYPE, Problem.MEDIA_TYPE);
        String detail = detail(decision, reason, policy, wait);
        Problem problem = verdict.type().equals(Problem.BLANK)
                ? Problem.blank(status, detail, reason.name())
                : new Problem(
                        verdict.type(),
                        verdict.title(),
                        status,
                        detail,
                        reason.name(),
                        verdict.violates() ? List.of(policy) : List.of());
        return new HttpAnswer(status, headers, Optional.of(problem));
    }

    /** Never zero: a client that comes back at once has not waited, and most read zero as no answer at all. */
    private long retrySeconds(Duration wait) {
        long seconds = Math.max(1, Seconds.roundedUp(wait));
        long more = jitter.isZero() ? 0 : ThreadLocalRandom.current().nextLong(jitter.toSeconds() + 1);
        return Math.min(LONGEST_RETRY_SECONDS, Math.min(LONGEST_RETRY_SECONDS, seconds) + more);
    }

    private static String detail(Decision decision, Reason reason, String policy, Optional<Long> wait) {
        StringBuilder detail = new StringBuilder(reason.inWords());
        if (reason == Reason.COST_TOO_HIGH) {
            detail.append("; ").append(policy).append(": at most ").append(decision.limit());
        } else if (decision.limit() != Long.MAX_VALUE) {
            detail.append("; ").append(policy).append(": ");
            detail.append(decision.remaining())
                    .append(" of ")
                    .append(decision.limit())
                    .append(" left");
        }
        wait.ifPresent(
                seconds -> detail.append("; try again in ").append(seconds).append(" s"));
        return detail.append('.').toString();
    }
}
