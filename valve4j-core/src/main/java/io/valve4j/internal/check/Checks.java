package io.valve4j.internal.check;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Refuses nonsense with a message that says what was wrong, which value, and what is allowed. */
public final class Checks {

    /** The longest name or id that is accepted, in UTF-16 code units. */
    public static final int MAX_NAME_LENGTH = 512;

    /** The longest duration that is accepted: long enough for any term, short enough that sums of two cannot overflow. */
    public static final Duration MAX_DURATION = Duration.ofDays(36_525);

    private static final int SHOWN = 60;

    private Checks() {}

    /** Checks a name or id: not null, not blank, at most {@value #MAX_NAME_LENGTH} characters. */
    public static String name(String what, String value) {
        notNull(what, value);
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank, but was " + quoted(value));
        }
        if (value.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(what + " must have at most " + MAX_NAME_LENGTH + " characters, but has "
                    + value.length() + ": " + quoted(value));
        }
        return value;
    }

    /** Checks that a number lies within bounds, both included. */
    public static long between(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be "
                    + (most == Long.MAX_VALUE ? "at least " + least : "between " + least + " and " + most)
                    + ", but was " + value);
        }
        return value;
    }

    /** Checks that a number lies within bounds, both included. */
    public static int between(String what, int value, int least, int most) {
        return (int) between(what, (long) value, least, most);
    }

    /** Checks a duration: more than zero, at most 100 years. */
    public static Duration positive(String what, Duration value) {
        notNull(what, value);
        if (value.isZero() || value.isNegative() || value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    what + " must be more than zero and at most 100 years, but was " + value);
        }
        return value;
    }

    /** Checks a wait: zero or more; what is longer than 100 years counts as 100 years, which is for ever. */
    public static Duration wait(String what, Duration value) {
        notNull(what, value);
        if (value.isNegative()) {
            throw new IllegalArgumentException(what + " must be zero or more, but was " + value);
        }
        return value.compareTo(MAX_DURATION) > 0 ? MAX_DURATION : value;
    }

    /** Checks that a value is there. */
    public static <T> T notNull(String what, T value) {
        if (value == null) {
            throw new NullPointerException(what + " must not be null");
        }
        return value;
    }

    /** A duration for a person, rounded up, so that whoever waits as told is not early. */
    public static String shown(Duration wait) {
        if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
            return wait.toNanos() < 1_000_000 ? wait.toNanos() + " ns" : (wait.toNanos() + 999_999) / 1_000_000 + " ms";
        }
        Duration rounded = wait.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
        return rounded.compareTo(Duration.ofMinutes(2)) < 0
                ? rounded.toSeconds() + " s"
                : rounded.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** Quotes a string from outside for a message or a log line: control characters escaped, long ones cut. */
    public static String quoted(String value) {
        return '"' + escaped(value) + '"';
    }

    /** As {@link #quoted}, without the quotation marks around it. */
    public static String escaped(String value) {
        StringBuilder shown = new StringBuilder(Math.min(value.length(), SHOWN) + 8);
        int end = Math.min(value.length(), SHOWN);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                shown.append('\\').append(c);
            } else if (Character.isISOControl(c)
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                    || Character.getType(c) == Character.FORMAT) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(value.length() > end ? "…" : "").toString();
    }
}
