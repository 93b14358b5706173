package io.valve4j.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QuotaTest {

    private static final ZoneId CAIRO = ZoneId.of("Africa/Cairo");
    private static final String LONG = "x".repeat(10_000);

    @Test
    void counts_calls_in_utc_under_a_name_made_of_meter_and_window_unless_told_otherwise() {
        assertThat(Quota.perDay(5)).isEqualTo(new Quota("calls-per-day", "calls", 5, Window.daily(ZoneOffset.UTC)));
        assertThat(Quota.perMonth(5))
                .isEqualTo(new Quota("calls-per-month", "calls", 5, Window.monthly(ZoneOffset.UTC)));
        assertThat(Quota.lifetime(5)).isEqualTo(new Quota("calls-lifetime", "calls", 5, Window.lifetime()));
    }

    @Test
    void counts_per_week_year_and_period_too() {
        assertThat(Quota.perWeek(5)).isEqualTo(new Quota("calls-per-week", "calls", 5, Window.weekly(ZoneOffset.UTC)));
        assertThat(Quota.perYear(5)).isEqualTo(new Quota("calls-per-year", "calls", 5, Window.yearly(ZoneOffset.UTC)));
        assertThat(Quota.every(Period.ofMonths(3), 5))
                .isEqualTo(new Quota("calls-every-P3M", "calls", 5, Window.anchored(Period.ofMonths(3))));
    }

    @Test
    void is_hard_and_tells_of_80_and_100_percent_unless_told_otherwise_and_keeps_what_it_was_told() {
        assertThat(Quota.perDay(5).soft()).isFalse();
        assertThat(Quota.perDay(5).thresholds()).containsExactly(80, 100);
        Quota told = Quota.perDay(5)
                .asSoft()
                .notifyAt(100, 50)
                .of("tokens")
                .in(CAIRO)
                .named("fair use");
        assertThat(told.soft()).isTrue();
        assertThat(told.thresholds()).containsExactly(50, 100);
        assertThat(told.notifyAt().thresholds()).isEmpty();
    }

    @Test
    void a_grant_is_live_until_it_expires_to_the_millisecond() {
        Instant end = Instant.parse("2026-01-20T00:00:00Z");
        Grant grant = new Grant("grant-2", "calls-per-day", 5, end.plusNanos(999_999));
        assertThat(grant.expiresAt()).isEqualTo(end);
        assertThat(grant.liveAt(end.minusNanos(1))).isTrue();
        assertThat(grant.liveAt(end)).isFalse();
        assertThat(new Grant("grant-2", "calls-per-day", 5, null).liveAt(Instant.MAX))
                .isTrue();
    }

    @Test
    void a_default_name_follows_the_meter_and_a_given_name_stays() {
        assertThat(Quota.perDay(5).of("tokens").name()).isEqualTo("tokens-per-day");
        assertThat(Quota.perDay(5).of("tokens").of("bytes").name()).isEqualTo("bytes-per-day");
        assertThat(Quota.perDay(5).named("fair use").of("tokens").name()).isEqualTo("fair use");
        assertThat(Quota.perDay(5).of("tokens").named("fair use").meter()).isEqualTo("tokens");
    }

    @Test
    void a_zone_changes_the_window_and_nothing_else() {
        assertThat(Quota.perDay(5).of("tokens").in(CAIRO))
                .isEqualTo(new Quota("tokens-per-day", "tokens", 5, Window.daily(CAIRO)));
        assertThat(Quota.perMonth(5).in(CAIRO).window()).isEqualTo(Window.monthly(CAIRO));
    }

    @Test
    void a_limit_may_be_zero_or_unlimited() {
        assertThat(Quota.perDay(0).unlimited()).isFalse();
        assertThat(Quota.perDay(Quota.UNLIMITED).unlimited()).isTrue();
    }

    @Test
    void what_remains_is_never_negative_and_never_overflows() {
        assertThat(usage(10, 3, 2).remaining()).isEqualTo(5);
        assertThat(usage(10, 30, 0).remaining()).isZero();
        assertThat(usage(10, 10, Long.MAX_VALUE).remaining()).isZero();
        assertThat(usage(Quota.UNLIMITED, 3, 2).remaining()).isEqualTo(Quota.UNLIMITED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void refuses_nonsense_on_the_spot(
            String what, Class<? extends Throwable> type, String message, ThrowingCallable call) {
        assertThatThrownBy(call).as(what).isInstanceOf(type).hasMessageContaining(message);
    }

    static Stream<Arguments> nonsense() {
        Quota quota = Quota.perDay(5);
        return Stream.of(
                row("negative limit", "0, which blocks, or more, but was -1", () -> Quota.perDay(-1)),
                row("least limit", "but was " + Long.MIN_VALUE, () -> Quota.perMonth(Long.MIN_VALUE)),
                row("negative lifetime limit", "calls-lifetime", () -> Quota.lifetime(-1)),
                row("blank meter", "must not be blank, but was \" \\u0009\"", () -> quota.of(" \t")),
                row("empty name", "must not be blank", () -> quota.named("")),
                row("long meter", "at most 512 characters, but has 10000", () -> quota.of(LONG)),
                row("long name", "at most 512 characters, but has 10000", () -> quota.named(LONG)),
                row(
                        "a zone for a lifetime",
                        "has no zone, but was given Africa/Cairo",
                        () -> Quota.lifetime(5).in(CAIRO)),
                row("threshold of 0", "a threshold in percent must be between 1 and 1000", () -> quota.notifyAt(0)),
                row("threshold above 1000", "but was 1001", () -> quota.notifyAt(1001)),
                row("a threshold twice", "ascending and different, but were [80, 80]", () -> quota.notifyAt(80, 80)),
                row("too many thresholds", "must be between 0 and 20, but was 21", () -> quota.notifyAt(new int[21])),
                row(
                        "a zone for an anchored window",
                        "goes by the subscription's zone",
                        () -> Quota.every(Period.ofDays(1), 1).in(CAIRO)),
                row("empty period", "at least a day and at most 100 years", () -> Quota.every(Period.ZERO, 1)),
                row("negative period", "but was P-1D", () -> Quota.every(Period.ofDays(-1), 1)),
                row("mixed period", "none of its parts negative", () -> Quota.every(Period.of(0, 1, -1), 1)),
                row("longest period", "at most 100 years", () -> Quota.every(Period.ofYears(Integer.MAX_VALUE), 1)),
                row("most days", "at most 100 years", () -> Quota.every(Period.ofDays(Integer.MAX_VALUE), 1)),
                missing("period", "the window's period must not be null", () -> Quota.every(null, 1)),
                missing("thresholds", "the quota's thresholds", () -> quota.notifyAt((int[]) null)),
                row("grant of 0", "the granted amount must be at least 1", () -> new Grant("g", "q", 0, null)),
                row("negative grant", "but was -5", () -> new Grant("g", "q", -5, null)),
                row("blank grant", "the grant's id must not be blank", () -> new Grant(" ", "q", 1, null)),
                missing("grant's quota", "the grant's quota", () -> new Grant("g", null, 1, null)),
                missing("meter", "the quota's meter must not be null", () -> quota.of(null)),
                missing("name", "the quota's name must not be null", () -> quota.named(null)),
                missing("zone", "the window's zone must not be null", () -> quota.in(null)),
                missing("window", "the quota's window must not be null", () -> new Quota("q", "calls", 1, null)),
                missing("day's zone", "the window's zone must not be null", () -> Window.daily(null)),
                missing("month's zone", "the window's zone must not be null", () -> Window.monthly(null)),
                row("negative usage", "the used units must be at least 0, but was -1", () -> usage(1, -1, 0)),
                row("negative hold", "the held units must be at least 0, but was -1", () -> usage(1, 0, -1)),
                row("negative usage limit", "the limit must be at least 0, but was -1", () -> usage(-1, 0, 0)),
                missing("reset", "the next reset", () -> new Usage("q", "calls", 1, 0, 0, null)));
    }

    private static Usage usage(long limit, long used, long held) {
        return new Usage("calls-per-day", "calls", limit, used, held, Optional.empty());
    }

    private static Arguments row(String what, String message, ThrowingCallable call) {
        return arguments(what, IllegalArgumentException.class, message, call);
    }

    private static Arguments missing(String what, String message, ThrowingCallable call) {
        return arguments("missing " + what, NullPointerException.class, message, call);
    }
}
