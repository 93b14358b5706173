package io.valve4j.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

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
