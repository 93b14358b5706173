package io.valve4j.http;

import io.valve4j.Decision;
import io.valve4j.quota.Quota;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * By which draft of <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit header fields
 * for HTTP</a> limits are told. It is no RFC yet, and its drafts differ: the fields of one mean nothing to a client of another.
 */
public enum RateLimitDraft {
    /**
     * draft-ietf-httpapi-ratelimit-headers-11 of May 2026; on the wire the same as -10.
     *
     * <pre>
     * RateLimit-Policy: "calls-per-day";q=1000;w=86400
     * RateLimit: "calls-per-day";r=12;t=3600
     * </pre>
     */
    V11 {
        @Override
        void write(Service service, BiConsumer<String, String> fields) {
            Decision.Bound bound = service.bound();
            FieldItem policy = new FieldItem(service.policy()).parameter("q", bound.limit());
            service.unit().ifPresent(unit -> policy.parameter("qu", unit));
            bound.window().ifPresent(window -> policy.parameter("w", Math.max(1, Seconds.roundedUp(window))));
            FieldItem limit = new FieldItem(service.policy()).parameter("r", bound.remaining());
            service.untilReset().ifPresent(left -> limit.parameter("t", Seconds.roundedUp(left)));
            if (service.partitionKey().hasRemaining()) {
                policy.parameter("pk", service.partitionKey());
                limit.parameter("pk", service.partitionKey());
            }
            fields.accept("RateLimit-Policy", policy.toString());
            fields.accept("RateLimit", limit.toString());
        }
    };

    /** Writes the fields of what bound a decision. */
    abstract void write(Service service, BiConsumer<String, String> fields);

    /**
     * What there is to tell.
     *
     * @param policy its name, as it may stand in a field
     * @param decision what it is about; its bound has a limit
     * @param now by the wall clock
     * @param partitionKey empty for none
     */
    record Service(String policy, Decision decision, Instant now, ByteBuffer partitionKey) {

        private static final String CONCURRENT = "concurrent-requests";

        Decision.Bound bound() {
            return decision.bound();
        }

        /** The quota unit; empty for the default, which is requests. */
        Optional<String> unit() {
            if (decision.reason() != null) {
                switch (decision.reason()) {
                    case NO_WORKER, QUEUE_FULL -> {
                        return Optional.of(CONCURRENT);
                    }
                    default -> {}
                }
            }
            String meter = bound().meter();
            return meter.equals(Quota.CALLS) ? Optional.empty() : Optional.of(PolicyName.of(meter));
        }

        /** How long until it starts afresh; never longer than until a retry, which must not be told to come earlier. */
        Optional<Duration> untilReset() {
            Optional<Duration> left = bound().resetsAt().map(at -> Duration.between(now, at));
            return decision.allowed() || decision.retryAfter().isEmpty()
                    ? left
                    : left.map(reset -> shorter(reset, decision.retryAfter().get()));
        }

        private static Duration shorter(Duration a, Duration b) {
            return a.compareTo(b) < 0 ? a : b;
        }
    }
}
