package io.valve4j.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Decision;
import io.valve4j.Decision.Bound;
import io.valve4j.Reason;
import io.valve4j.testkit.ManualTime;
import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpAnswersTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration NONE = null;

    private final ManualTime time = new ManualTime();
    private final HttpAnswers answers = HttpAnswers.STANDARD.time(time);

    private static Decision refused(Reason reason, Duration retryAfter) {
        return refused(reason, new Bound("api rate", 10, 3), retryAfter);
    }

    private static Decision refused(Reason reason, Bound bound, Duration retryAfter) {
        return new Decision("secret-key", "free", "api", reason, bound, Optional.ofNullable(retryAfter), List.of());
    }

    private static Decision allowed(Bound bound) {
        return new Decision("secret-key", "free", "api", null, bound, Optional.of(Duration.ZERO), List.of());
    }

    private static JsonNode json(HttpAnswer answer) {
        return JSON.readTree(answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "SHUTTING_DOWN, , 503, temporary-reduced-capacity, 1",
        "STORE_UNAVAILABLE, 1000, 503, temporary-reduced-capacity, 1",
        "NO_WORKER, 20, 503, temporary-reduced-capacity, 1",
        "WAIT_TIMEOUT, 0, 503, temporary-reduced-capacity, 1",
        "RATE_LIMITED, 1001, 429, quota-exceeded, 2",
        "QUEUE_FULL, 1, 429, quota-exceeded, 1",
        "DEADLINE_UNREACHABLE, 5000, 429, quota-exceeded, 5",
        "QUOTA_EXCEEDED, 86400000, 429, quota-exceeded, 86400",
        "QUOTA_EXCEEDED, , 403, quota-exceeded, ",
        "RATE_LIMITED, , 403, quota-exceeded, ",
        "COST_TOO_HIGH, , 403, quota-exceeded, ",
        "UNKNOWN_RESOURCE, , 403, about:blank, ",
        "NOT_SUBSCRIBED, , 403, about:blank, ",
        "CANCELED, , 403, about:blank, ",
        "EXPIRED, , 403, about:blank, ",
        "PAUSED, , 403, about:blank, ",
        "NOT_STARTED, 3600000, 403, about:blank, 3600",
        "UNKNOWN_PROFILE, , 500, about:blank, ",
    })
    void each_reason_has_its_status_its_problem_and_its_time(
            Reason reason, Long waitMillis, int status, String type, String retryAfter) {
        HttpAnswer answer = answers.to(refused(reason, waitMillis == null ? NONE : Duration.ofMillis(waitMillis)));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
        assertThat(answer.headers().get("Retry-After")).isEqualTo(retryAfter);
        JsonNode problem = json(answer);
        assertThat(problem.get("type").asString()).endsWith(type);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("reason").asString()).isEqualTo(reason.name());
        assertThat(problem.has("violated-policies")).isEqualTo(!type.equals("about:blank"));
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void no_answer_tells_who_the_user_is_or_what_plan_they_have(Reason reason) {
        Decision decision = new Decision(
                "secret-key",
                "secret-plan",
                "api",
                reason,
                new Bound("api rate", 10, 3),
                Optional.of(Duration.ofSeconds(1)),
                List.of());

        HttpAnswer answer = answers.to(decision);

        assertThat(new String(answer.body(), UTF_8)).contains(reason.name()).doesNotContain("secret");
        assertThat(answer.headers().toString()).doesNotContain("secret");
    }

    @Test
    void a_problem_says_what_a_person_wants_to_read_and_a_program_can() {
        HttpAnswer answer =
                answers.to(refused(Reason.RATE_LIMITED, new Bound("api rate", 100, 0), Duration.ofMillis(2_500)));

        assertThat(new String(answer.body(), UTF_8))
                .isEqualTo("{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                        + "\"title\":\"Quota Exceeded\",\"status\":429,"
                        + "\"detail\":\"the rate has no permit left now, or it is another's turn;"
                        + " api rate: 0 of 100 left; try again in 3 s.\","
                        + "\"reason\":\"RATE_LIMITED\",\"violated-policies\":[\"api rate\"]}");
    }

    @Test
    void a_status_can_be_another_and_the_title_of_a_blank_problem_follows() {
        HttpAnswers changed = answers.status(Reason.NOT_SUBSCRIBED, 402).status(Reason.NO_WORKER, 429);

        assertThat(changed.to(refused(Reason.NOT_SUBSCRIBED, NONE)).status()).isEqualTo(402);
        assertThat(json(changed.to(refused(Reason.NOT_SUBSCRIBED, NONE)))
                        .get("title")
                        .asString())
                .isEqualTo("Payment Required");
        assertThat(changed.to(refused(Reason.NO_WORKER, NONE)).status()).isEqualTo(429);
        assertThat(changed.to(refused(Reason.CANCELED, NONE)).status()).isEqualTo(403);
    }

    @Test
    void a_refusal_can_be_neither_a_success_nor_nonsense() {
        assertThatThrownBy(() -> answers.status(Reason.CANCELED, 200))
                .hasMessageContaining("the status of CANCELED must be between 400 and 599, but was 200");
        assertThatThrownBy(() -> answers.jitter(Duration.ofSeconds(-1)))
                .hasMessageContaining("between zero and one day, but was PT-1S");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "999999999, 1", "1000000000, 1", "1000000001, 2", "59999999999, 60", "60000000000, 60"})
    void retry_after_is_rounded_up_and_never_zero(long nanos, String seconds) {
        HttpAnswer answer = answers.to(refused(Reason.RATE_LIMITED, Duration.ofNanos(nanos)));

        assertThat(answer.headers()).containsEntry("Retry-After", seconds);
    }

    @Test
    void a_wait_of_centuries_still_fits_into_32_bits_whatever_the_jitter() {
        HttpAnswers jittering = answers.jitter(Duration.ofDays(1));
        for (Duration wait : List.of(Duration.ofDays(365_000), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))) {
            assertThat(jittering.to(refused(Reason.QUOTA_EXCEEDED, wait)).headers())
                    .containsEntry("Retry-After", "2147483647");
        }
    }

    @Test
    void jitter_sends_clients_back_at_different_times_and_none_too_early() {
        HttpAnswers jittering = answers.jitter(Duration.ofSeconds(9));
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(Long.parseLong(jittering
                    .to(refused(Reason.RATE_LIMITED, Duration.ofMillis(2_001)))
                    .headers()
                    .get("Retry-After")));
        }

        assertThat(seen).containsExactlyInAnyOrder(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    }

    @Test
    void what_is_allowed_has_only_the_rate_limit_fields() {
        Bound bound = new Bound(
                "calls-per-day",
                1_000,
                12,
                Optional.of(time.instant().plusMillis(3_599_001)),
                "calls",
                Optional.of(Duration.ofHours(23)));

        HttpAnswer answer = answers.to(allowed(bound));

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers())
                .containsExactly(
                        Map.entry("RateLimit-Policy", "\"calls-per-day\";q=1000;w=82800"),
                        Map.entry("RateLimit", "\"calls-per-day\";r=12;t=3600"));
    }

    @Test
    void a_limit_that_is_none_is_not_told_nor_is_any_if_so_wished() {
        assertThat(answers.to(allowed(Bound.none("api rate"))).headers()).isEmpty();
        assertThat(answers.withoutRateLimitFields()
                        .to(allowed(new Bound("api rate", 10, 3)))
                        .headers())
                .isEmpty();
    }

    @Test
    void units_are_told_where_they_are_not_requests() {
        Bound tokens = new Bound("tokens-per-day", 10, 3, Optional.empty(), "tokens", Optional.empty());

        assertThat(answers.to(allowed(tokens)).headers())
                .containsEntry("RateLimit-Policy", "\"tokens-per-day\";q=10;qu=\"tokens\"");
        assertThat(answers.to(refused(Reason.NO_WORKER, new Bound("api workers", 4, 0), Duration.ofMillis(1)))
                        .headers())
                .containsEntry("RateLimit-Policy", "\"api workers\";q=4;qu=\"concurrent-requests\"")
                .containsEntry("RateLimit", "\"api workers\";r=0");
    }

    @Test
    void a_partition_key_stands_in_both_fields() {
        HttpAnswers keyed = answers.partitionKey(decision -> decision.resource().getBytes(US_ASCII));

        assertThat(keyed.to(allowed(new Bound("api rate", 10, 3))).headers())
                .containsEntry("RateLimit-Policy", "\"api rate\";q=10;pk=:YXBp:")
                .containsEntry("RateLimit", "\"api rate\";r=3;pk=:YXBp:");
    }

    @Test
    void a_retry_is_never_told_to_come_before_the_effective_window_ends() {
        Bound bound = new Bound("a", 10, 0, Optional.of(time.instant().plusSeconds(100)));

        HttpAnswer answer = answers.to(refused(Reason.QUOTA_EXCEEDED, bound, Duration.ofSeconds(40)));

        assertThat(answer.headers()).containsEntry("Retry-After", "40").containsEntry("RateLimit", "\"a\";r=0;t=40");
    }

    @Test
    void a_reset_that_has_passed_is_now() {
        Bound bound = new Bound("a", 10, 5, Optional.of(time.instant().minusSeconds(100)));

        assertThat(answers.to(allowed(bound)).headers()).containsEntry("RateLimit", "\"a\";r=5;t=0");
    }

    @Test
    void numbers_beyond_what_a_field_can_hold_saturate() {
        Bound bound = new Bound("a", Long.MAX_VALUE - 1, Long.MAX_VALUE - 2);

        assertThat(answers.to(allowed(bound)).headers())
                .containsEntry("RateLimit-Policy", "\"a\";q=999999999999999")
                .containsEntry("RateLimit", "\"a\";r=999999999999999");
    }

    @Test
    void a_name_cannot_break_out_of_its_field() {
        Bound bound = new Bound("x\";q=9, \"y\r\nSet-Cookie: a=b\u00fc%", 10, 3);

        assertThat(answers.to(allowed(bound)).headers())
                .containsEntry("RateLimit", "\"x\\\";q=9, \\\"y%0d%0aSet-Cookie: a=b%c3%bc%25\";r=3");
    }

    @Test
    void whatever_names_and_numbers_there_are_parsers_of_others_read_them() {
        Map<String, String> nameByShown = new HashMap<>();
        Seeds.check("answers can be parsed", 1_000, random -> {
            String name = anything(random, 40);
            Bound bound = new Bound(
                    name,
                    random.nextLong(Long.MAX_VALUE),
                    random.nextLong(Long.MAX_VALUE),
                    Optional.of(time.instant().plusNanos(random.nextLong())),
                    anything(random, 20),
                    Optional.of(Duration.ofNanos(random.nextLong(1, Long.MAX_VALUE))));

            HttpAnswer answer =
                    answers.to(refused(Reason.QUOTA_EXCEEDED, bound, Duration.ofNanos(random.nextLong(1L << 50))));

            for (String field : List.of("RateLimit", "RateLimit-Policy")) {
                String value = answer.headers().get(field);
                assertThat(value).matches("[\\x20-\\x7e]+");
                List<ListElement<?>> items = Parser.parseList(value).get();
                assertThat(items).hasSize(1);
                String shown = (String) items.get(0).get();
                assertThat(json(answer).get("violated-policies").get(0).asString())
                        .isEqualTo(shown);
                String before = nameByShown.put(shown, new String(name.getBytes(UTF_8), UTF_8));
                assertThat(before).isIn(null, new String(name.getBytes(UTF_8), UTF_8));
            }
        });
    }

    @Test
    void a_long_name_is_cut_so_that_no_header_buffer_overflows() {
        HttpAnswer answer = answers.to(allowed(new Bound("\u20ac".repeat(600), 10, 3)));

        assertThat(answer.headers().get("RateLimit")).hasSizeLessThan(300).endsWith("...\";r=3");
    }

    private static String anything(SplittableRandom random, int longest) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(1, longest);
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x10000)));
        }
        return text.toString();
    }
}
