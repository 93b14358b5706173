package io.valve4j.cli.replay;

import io.valve4j.cli.report.Text;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The access log of a web server, in the common format of Apache and nginx or the combined one:
 *
 * <pre>{@code address ident user [17/May/2015:10:05:03 +0000] "request" status bytes "referer" "agent" more…}</pre>
 */
public final class AccessLog implements InputFormat {

    /** Which field of a line says whose the request was. */
    public enum UserField {
        /** The client's address. */
        ADDRESS,
        /** The name that the client gave as it logged in; {@code -} for all who did not. */
        USER,
        /** The user agent, which only the combined format has. */
        AGENT
    }

    /** In which unit a line's last field, if it is told to be one, gives the duration. */
    public enum DurationField {
        /** Seconds, with decimals or without: nginx's {@code $request_time}, Apache's {@code %T}. */
        S(1_000_000_000L),
        /** Milliseconds: Apache's {@code %{ms}T}. */
        MS(1_000_000L),
        /** Microseconds: Apache's {@code %D}. */
        US(1_000L);

        private final long nanos;

        DurationField(long nanos) {
            this.nanos = nanos;
        }
    }

    private static final int LONGEST_USER = 512;
    private static final BigDecimal LONGEST_NANOS =
            BigDecimal.valueOf(Duration.ofDays(365).toNanos());
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private final UserField userField;
    private final Optional<DurationField> durationField;
    private final Map<String, String> users = new HashMap<>();

    // Neighbours in a log mostly share their second, and a date is the dearest part of a line.
    private String lastTime = "";
    private Instant lastInstant = Instant.EPOCH;

    /**
     * A reader of one log.
     *
     * @param durationField the unit of the last field, where that is the request's duration
     */
    public AccessLog(UserField userField, Optional<DurationField> durationField) {
        this.userField = userField;
        this.durationField = durationField;
    }

    @Override
    public String name() {
        return "access log";
    }

    @Override
    public Request read(String line) throws BadLineException {
        if (line.length() >= LogFile.LONGEST_LINE) {
            throw new BadLineException("it has more than " + LogFile.LONGEST_LINE + " characters");
        }
        LineScanner scanner = new LineScanner(line);
        String address = scanner.word("client address");
        scanner.word("ident");
        String loginName = scanner.until(" [", "login name");
        Instant at = instant(scanner.until("] ", "time"));
        scanner.quoted("request");
        number("status", scanner.word("status"));
        number("bytes", scanner.word("bytes"));
        String user = switch (userField) {
            case ADDRESS -> address;
            case USER -> loginName;
            case AGENT -> agent(scanner);
        };
        return new Request(at, checked(user), duration(scanner));
    }

    /** Looked at only where it is needed: some servers cut a long one off, its closing quote included. */
    private static String agent(LineScanner scanner) throws BadLineException {
        if (!scanner.atQuote()) {
            throw new BadLineException("it has no user agent, as the combined format would");
        }
        scanner.quoted("referer");
        return scanner.quoted("user agent");
    }

    private Instant instant(String time) throws BadLineException {
        if (!time.equals(lastTime)) {
            try {
                lastInstant = OffsetDateTime.parse(time, TIME).toInstant();
                lastTime = time;
            } catch (DateTimeException unreadable) {
                throw new BadLineException(
                        "the time must look like 17/May/2015:10:05:03 +0000, but is " + Text.quoted(time));
            }
        }
        return lastInstant;
    }

    private static void number(String what, String text) throws BadLineException {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits && !text.equals("-")) {
            throw new BadLineException("the " + what + " must be a number or -, but is " + Text.quoted(text));
        }
    }

    private String checked(String user) throws BadLineException {
        if (user.isBlank() || user.length() > LONGEST_USER) {
            throw new BadLineException("the user (its " + userField.name().toLowerCase(Locale.ROOT)
                    + ") must not be blank and have at most " + LONGEST_USER + " characters, but is "
                    + Text.quoted(user));
        }
        return users.computeIfAbsent(user, same -> same);
    }

    private Optional<Duration> duration(LineScanner scanner) throws BadLineException {
        if (durationField.isEmpty()) {
            return Optional.empty();
        }
        String last = scanner.last();
        try {
            if (last.length() > 30) {
                throw new NumberFormatException("too long");
            }
            BigDecimal nanos = new BigDecimal(last).multiply(BigDecimal.valueOf(durationField.get().nanos));
            if (nanos.signum() < 0 || nanos.compareTo(LONGEST_NANOS) > 0) {
                throw new NumberFormatException("out of range");
            }
            return Optional.of(Duration.ofNanos(nanos.longValue()));
        } catch (NumberFormatException unreadable) {
            throw new BadLineException("the last field must be the duration in "
                    + durationField.get().name().toLowerCase(Locale.ROOT) + ", at most 365 days, but is "
                    + Text.quoted(last));
        }
    }
}
