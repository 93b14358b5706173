package io.valve4j.cli.replay;

import io.valve4j.cli.report.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jobs in the Standard Workload Format (Chapin et al. 1999; Parallel Workloads Archive): 18 numbers to a line, -1 for what is not
 * known, comments and headings after a semicolon. Used are the submit time (2), the run time (4), the user (12) and the group
 * (13). A job occupies one worker, however many processors it had.
 */
public final class Workload implements InputFormat {

    private static final int FIELDS = 18;
    private static final int SUBMIT = 1;
    private static final int RUN = 3;
    private static final int USER = 11;
    private static final int GROUP = 12;

    private static final Pattern LINE = Pattern.compile("\\s*-?\\d+(?:\\s+-?[\\d.]+){17}\\s*");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern START = Pattern.compile(";\\s*UnixStartTime:\\s*(\\d{1,11})\\s*");
    private static final BigDecimal LATEST_SUBMIT =
            BigDecimal.valueOf(Duration.ofDays(200 * 365).toSeconds());

    private final UserField userField;
    private final Fields fields = new Fields();
    private Instant start = Instant.EPOCH;

    /** A reader of one file; a job's user is its user or its group. */
    public Workload(UserField userField) {
        this.userField = userField;
    }

    /** Whether a file whose first line this is looks like one. */
    public static boolean looksLike(String firstLine) {
        return firstLine.stripLeading().startsWith(";")
                || LINE.matcher(firstLine).matches();
    }

    @Override
    public String name() {
        return "workload of jobs (SWF)";
    }

    @Override
    public Optional<Request> read(String line) throws BadLineException {
        String text = line.strip();
        if (text.startsWith(";")) {
            Matcher heading = START.matcher(text);
            if (heading.matches()) {
                start = Instant.ofEpochSecond(Long.parseLong(heading.group(1)));
            }
            return Optional.empty();
        }
        String[] parts = BLANKS.split(text, -1);
        if (parts.length < FIELDS) {
            throw new BadLineException("a job has " + FIELDS + " fields, but this has " + parts.length);
        }
        BigDecimal submit = Fields.number(parts[SUBMIT]);
        if (submit.signum() < 0 || submit.compareTo(LATEST_SUBMIT) > 0) {
            throw new BadLineException(
                    "the submit time (field 2) must be in seconds, 0 or more, within 200 years, but is "
                            + Text.quoted(parts[SUBMIT]));
        }
        Optional<Duration> run = parts[RUN].equals("-1")
                ? Optional.empty()
                : Optional.of(Fields.duration("the run time (field 4)", parts[RUN], DurationUnit.S));
        String user = fields.user(userField.word(), parts[userField == UserField.GROUP ? GROUP : USER]);
        Instant at = start.plusNanos(submit.movePointRight(9).longValue());
        return Optional.of(new Request(at, user, run, 1));
    }
}
