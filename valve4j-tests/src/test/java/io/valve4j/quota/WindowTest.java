package io.valve4j.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Window.Span;
import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId CAIRO = ZoneId.of("Africa/Cairo");
    private static final ZoneId ST_JOHNS = ZoneId.of("America/St_Johns");
    private static final ZoneId APIA = ZoneId.of("Pacific/Apia");

    @Test
    void q3_new_york_has_a_day_of_23_hours_and_one_of_25() {
        assertThat(lengthOf(day("2026-03-08T12:00:00Z", NEW_YORK))).isEqualTo(Duration.ofHours(23));
        assertThat(lengthOf(day("2026-11-01T12:00:00Z", NEW_YORK))).isEqualTo(Duration.ofHours(25));
        assertThat(day("2026-03-08T12:00:00Z", NEW_YORK))
                .isEqualTo(span("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"));
    }

    @Test
    void q3_a_day_starts_at_its_first_instant_where_midnight_does_not_exist() {
        Instant oneInTheMorning = Instant.parse("2026-04-24T01:00:00+03:00");
        assertThat(day("2026-04-24T12:00:00Z", CAIRO).from()).isEqualTo(oneInTheMorning);
        assertThat(Window.daily(CAIRO)
                        .spanAt(oneInTheMorning.minusMillis(1), null)
                        .until())
                .isEqualTo(oneInTheMorning);
    }

    @Test
    void a_day_that_was_skipped_by_moving_over_the_date_line_is_no_window() {
        assertThat(day("2011-12-30T09:59:59Z", APIA)).isEqualTo(span("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"));
        assertThat(day("2011-12-30T10:00:00Z", APIA)).isEqualTo(span("2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"));
    }

    @Test
    void a_window_that_has_begun_goes_on_when_clocks_go_back_over_midnight() {
        // At 00:01 on 1 November 2009 it was 23:01 on 31 October again.
        Instant novemberBegins = Instant.parse("2009-11-01T00:00:00-02:30");
        Instant stillOctoberByTheClock = Instant.parse("2009-10-31T23:30:00-03:30");

        assertThat(stillOctoberByTheClock).isAfter(novemberBegins);
        assertThat(Window.daily(ST_JOHNS).spanAt(stillOctoberByTheClock, null).from())
                .isEqualTo(novemberBegins);
        assertThat(Window.monthly(ST_JOHNS).spanAt(stillOctoberByTheClock, null).from())
                .isEqualTo(novemberBegins);
    }

    @Test
    void a_month_runs_from_its_first_day_to_the_next_months() {
        assertThat(Window.monthly(ZoneOffset.UTC).spanAt(Instant.parse("2024-02-29T23:59:59.999Z"), null))
                .isEqualTo(span("2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"));
        assertThat(Window.monthly(NEW_YORK).spanAt(Instant.parse("2026-01-01T04:59:59Z"), null))
                .isEqualTo(span("2025-12-01T05:00:00Z", "2026-01-01T05:00:00Z"));
    }

    @Test
    void a_week_runs_from_monday_and_a_year_from_its_first_day() {
        assertThat(Window.weekly(ZoneOffset.UTC).spanAt(Instant.parse("2026-03-08T23:59:59.999Z"), null))
                .isEqualTo(span("2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"));
        assertThat(Window.yearly(NEW_YORK).spanAt(Instant.parse("2026-01-01T04:59:59Z"), null))
                .isEqualTo(span("2025-01-01T05:00:00Z", "2026-01-01T05:00:00Z"));
    }

    @Test
    void anchored_windows_reach_back_before_their_anchor() {
        Instant anchor = Instant.parse("2026-03-31T12:00:00Z");
        Window.Origin origin = new Window.Origin(anchor, anchor, ZoneOffset.UTC);
        assertThat(Window.anchored(Period.ofMonths(1)).spanAt(Instant.parse("2026-03-01T00:00:00Z"), origin))
                .isEqualTo(span("2026-02-28T12:00:00Z", "2026-03-31T12:00:00Z"));
    }

    @Test
    void a_boundary_that_falls_on_a_day_that_was_skipped_makes_no_empty_window() {
        Instant anchor = Instant.parse("2011-12-01T02:30:00-10:00");
        Window.Origin origin = new Window.Origin(anchor, anchor, APIA);
        assertThat(Window.anchored(Period.ofDays(1)).spanAt(Instant.parse("2011-12-30T13:00:00Z"), origin))
                .isEqualTo(span("2011-12-30T12:30:00Z", "2011-12-31T12:30:00Z"));
    }

    @Test
    void anchored_windows_follow_each_other_without_gap_or_overlap_and_start_where_the_anchor_says() {
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        Seeds.check("anchored windows tile time", 20_000, random -> {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            Period period = Period.of(random.nextInt(3), random.nextInt(30), random.nextInt(1, 60));
            Instant anchor = Instant.ofEpochSecond(random.nextLong(-3_000_000_000L, 5_000_000_000L));
            Instant at = Instant.ofEpochSecond(random.nextLong(-3_000_000_000L, 5_000_000_000L));
            Window window = Window.anchored(period);
            Window.Origin origin = new Window.Origin(Instant.EPOCH, anchor, zone);

            Span span = window.spanAt(at, origin);

            assertThat(span.contains(at))
                    .as("%s of %s holds %s", window, origin, at)
                    .isTrue();
            assertThat(window.spanAt(span.from(), origin)).isEqualTo(span);
            assertThat(window.spanAt(span.until().minusNanos(1), origin)).isEqualTo(span);
            assertThat(window.spanAt(span.until(), origin).from()).isEqualTo(span.until());
            Instant first = anchor.atZone(zone).toLocalDateTime().atZone(zone).toInstant();
            assertThat(window.spanAt(first, origin).from()).isEqualTo(first);
        });
    }

    @Test
    void an_anchored_window_needs_a_subscription() {
        Window window = Window.anchored(Period.ofDays(1));
        assertThat(window.needsSubscription()).isTrue();
        assertThatThrownBy(() -> window.spanAt(Instant.EPOCH, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a window every P1D is measured from a subscription's anchor");
    }

    @Test
    void a_span_is_cut_in_two_by_an_instant_within_it() {
        Span span = span("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z");
        Instant middle = Instant.parse("2026-01-02T00:00:00Z");
        assertThat(span.cutAt(middle, middle.minusNanos(1))).isEqualTo(new Span(span.from(), middle));
        assertThat(span.cutAt(middle, middle)).isEqualTo(new Span(middle, span.until()));
        assertThat(span.cutAt(null, middle)).isEqualTo(span);
        assertThat(span.cutAt(span.from(), middle)).isEqualTo(span);
        assertThat(span.cutAt(span.until(), middle)).isEqualTo(span);
    }

    @Test
    void a_lifetime_begins_with_the_subscription_and_never_ends() {
        Instant start = Instant.parse("2026-01-31T15:00:00Z");
        assertThat(Window.lifetime().spanAt(start.plusSeconds(1), new Window.Origin(start, start, ZoneOffset.UTC)))
                .isEqualTo(new Span(start, null));
        assertThat(Window.lifetime().needsSubscription()).isTrue();
        assertThatThrownBy(() -> Window.lifetime().spanAt(start, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no subscription: create one");
    }

    @Test
    void windows_of_any_zone_follow_each_other_without_gap_or_overlap_and_hold_their_instants() {
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        Seeds.check("windows tile time", 20_000, random -> {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            Window.Unit[] units = Window.Unit.values();
            Window window = new Window.Calendar(units[random.nextInt(units.length)], zone);
            Instant at = Instant.ofEpochSecond(random.nextLong(-3_000_000_000L, 5_000_000_000L));

            Span span = window.spanAt(at, null);

            assertThat(span.contains(at)).as("%s holds %s", window, at).isTrue();
            assertThat(window.spanAt(span.from(), null)).isEqualTo(span);
            assertThat(window.spanAt(span.until().minusNanos(1), null)).isEqualTo(span);
            assertThat(window.spanAt(span.until(), null).from()).isEqualTo(span.until());
        });
    }

    @Test
    void a_span_is_half_open() {
        Span span = span("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        assertThat(span.contains(span.from())).isTrue();
        assertThat(span.contains(span.from().minusNanos(1))).isFalse();
        assertThat(span.contains(span.until().minusNanos(1))).isTrue();
        assertThat(span.contains(span.until())).isFalse();
        assertThat(new Span(span.from(), null).contains(Instant.MAX)).isTrue();
    }

    @Test
    void two_spans_have_their_overlap_in_common() {
        Span early = span("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z");
        Span late = span("2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z");
        Span endless = new Span(late.from(), null);
        Span common = new Span(late.from(), early.until());
        assertThat(early.intersect(late)).isEqualTo(common);
        assertThat(late.intersect(early)).isEqualTo(common);
        assertThat(early.intersect(endless)).isEqualTo(common);
        assertThat(endless.intersect(early)).isEqualTo(common);
        assertThat(endless.intersect(endless)).isEqualTo(endless);
    }

    @Test
    void an_empty_span_is_refused() {
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        assertThatThrownBy(() -> new Span(at, at))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must end after it starts, but was " + at);
        assertThatThrownBy(() -> new Span(null, at)).isInstanceOf(NullPointerException.class);
    }

    private static Span day(String at, ZoneId zone) {
        return Window.daily(zone).spanAt(Instant.parse(at), null);
    }

    private static Span span(String from, String until) {
        return new Span(Instant.parse(from), Instant.parse(until));
    }

    private static Duration lengthOf(Span span) {
        return Duration.between(span.from(), span.until());
    }
}
