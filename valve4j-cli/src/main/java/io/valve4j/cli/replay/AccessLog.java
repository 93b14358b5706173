package io.valve4j.cli.replay;

import io.valve4j.cli.report.Text;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/**
 * The access log of a web server, in the common format of Apache and nginx or the combined one:
 *
 * <pre>{@code address ident user [17/May/2015:10:05:03 +0000] "request" status bytes "referer" "agent" more…}</pre>
 */
public final class AccessLog implements InputFormat {

    static final String NAME = "access log";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private final UserField userField;
    private final Optional<DurationUnit> durationUnit;
    private final Fields fields = new Fields();

    // Neighbours in a log mostly share their second, and a date is the dearest part of a line.
    private String lastTime = "";
    private Instant lastInstant = Instant.EPOCH;

    /**
     * A reader of one log.
     *
     * @param durationUnit the unit of the last field, where that is the request's duration
     */
    public AccessLog(UserField userField, Optional<DurationUnit> durationUnit) {
        this.userField = userField;
        this.durationUnit = durationUnit;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Request> read(String line) throws BadLineException {
        LineScanner scanner = new LineScanner(line);
        String address = scanner.word("client address");
        scanner.word("ident");
        String loginName = scanner.until(" [", "login name");
        Instant at = instant(scanner.until("] ", "time"));
        scanner.quoted("request");
        number("status", scanner.word("status"));
        number("bytes", scanner.word("bytes"));
        String user = switch (userField) {
            case USER -> loginName;
            case AGENT -> agent(scanner);
            default -> address;
        };
        Optional<Duration> duration = durationUnit.isPresent()
                ? Optional.of(Fields.duration("the last field", scanner.last(), durationUnit.get()))
                : Optional.empty();
        return Optional.of(new Request(at, fields.user(userField.word(), user), duration, 1));
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
                lastInstant = Times.checked(OffsetDateTime.parse(time, TIME).toInstant());
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
}
