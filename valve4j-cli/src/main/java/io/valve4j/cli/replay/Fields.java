package io.valve4j.cli.replay;

import io.valve4j.cli.report.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the fields of all formats have in common. Keeps each user's id once, however many lines have it. */
final class Fields {

    private static final int LONGEST_USER = 512;
    private static final int LONGEST_NUMBER = 30;
    private static final BigDecimal LONGEST_NANOS =
            BigDecimal.valueOf(Duration.ofDays(365).toNanos());

    private final Map<String, String> users = new HashMap<>();

    String user(String field, String user) throws BadLineException {
        if (user.isBlank() || user.length() > LONGEST_USER) {
            throw new BadLineException("the user (its " + field + ") must not be blank and have at most " + LONGEST_USER
                    + " characters, but is " + Text.quoted(user));
        }
        return users.computeIfAbsent(user, same -> same);
    }

    static Duration duration(String what, String text, DurationUnit unit) throws BadLineException {
        BigDecimal nanos = number(text).multiply(BigDecimal.valueOf(unit.nanos()));
        if (text.length() > LONGEST_NUMBER || nanos.signum() < 0 || nanos.compareTo(LONGEST_NANOS) > 0) {
            throw new BadLineException(what + " must be the duration in "
                    + unit.name().toLowerCase(Locale.ROOT) + ", at most 365 days, but is " + Text.quoted(text));
        }
        return Duration.ofNanos(nanos.longValue());
    }

    /** The number, or one below zero for what is none. */
    static BigDecimal number(String text) {
        try {
            BigDecimal number = text.length() > LONGEST_NUMBER ? BigDecimal.ONE.negate() : new BigDecimal(text);
            return Math.abs((long) number.scale()) > LONGEST_NUMBER ? BigDecimal.ONE.negate() : number;
        } catch (NumberFormatException none) {
            return BigDecimal.ONE.negate();
        }
    }
}
