package io.valve4j.cli.replay;

import io.valve4j.cli.report.Text;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/** Points in time as tables have them. */
final class Times {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}(?:\\.\\d{1,9})?");

    /** From here on a number is of milliseconds: in seconds it would be a time after the year 5138. */
    private static final BigDecimal FIRST_MILLIS = BigDecimal.valueOf(100_000_000_000L);

    private static final BigDecimal LAST_MILLIS = BigDecimal.valueOf(100_000_000_000_000L);

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .toFormatter();

    private Times() {}

    /** ISO 8601 with a T or a blank, in UTC unless it says otherwise; or seconds or milliseconds since 1970. */
    static Instant read(String text) throws BadLineException {
        String time = text.strip();
        try {
            if (NUMBER.matcher(time).matches()) {
                return ofEpoch(new BigDecimal(time));
            }
            String iso = time.length() > 10 && time.charAt(10) == ' '
                    ? time.substring(0, 10) + 'T' + time.substring(11).replace(" ", "")
                    : time;
            TemporalAccessor parsed = DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
            return checked(
                    parsed instanceof OffsetDateTime offset
                            ? offset.toInstant()
                            : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException unreadable) {
            throw new BadLineException(
                    "the time must look like 2015-05-17T10:05:03Z or 2015-05-17 10:05:03, or be seconds"
                            + " or milliseconds since 1970, but is " + Text.quoted(text));
        }
    }

    /**
     * The same time, if calendars can reckon with it.
     *
     * @throws DateTimeException if its year does not have four digits
     */
    static Instant checked(Instant time) {
        if (time.isBefore(FIRST) || !time.isBefore(END)) {
            throw new DateTimeException("not in the years 1 to 9999");
        }
        return time;
    }

    private static Instant ofEpoch(BigDecimal number) {
        if (number.compareTo(LAST_MILLIS) >= 0) {
            throw new DateTimeException("beyond the year 5138");
        }
        BigDecimal seconds = number.compareTo(FIRST_MILLIS) >= 0 ? number.movePointLeft(3) : number;
        long whole = seconds.longValue();
        BigDecimal rest = seconds.subtract(BigDecimal.valueOf(whole));
        return Instant.ofEpochSecond(whole, rest.movePointRight(9).longValue());
    }
}
