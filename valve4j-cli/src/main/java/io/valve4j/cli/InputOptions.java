package io.valve4j.cli;

import io.valve4j.cli.replay.Columns;
import io.valve4j.cli.replay.DurationUnit;
import io.valve4j.cli.replay.InputChoice;
import io.valve4j.cli.replay.LogFile;
import io.valve4j.cli.replay.Request;
import io.valve4j.cli.replay.Trace;
import io.valve4j.cli.replay.UnfitFileException;
import io.valve4j.cli.replay.UserField;
import io.valve4j.cli.report.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The options that say what the requests are. */
final class InputOptions {

    /** The virtual clock, which counts 292 years of nanoseconds, must also reach the end of the longest wait, 100 years. */
    private static final Duration LONGEST_SPAN = Duration.ofDays(190 * 365);

    @Parameters(
            paramLabel = "FILE",
            description =
                    "An access log in the common or the combined format, jobs in the Standard Workload Format, or a"
                            + " table (CSV, with --columns); plain or gzipped.")
    private Path file = Path.of("");

    @Option(
            names = "--columns",
            paramLabel = "COLUMNS",
            description =
                    "The file is a table: time=…,user=…[,duration=…][,cost=…], each with the name of a column or its"
                            + " number from 1.",
            converter = ColumnsOption.class)
    private @Nullable Columns columns;

    @Option(
            names = "--user-field",
            paramLabel = "FIELD",
            description =
                    "Whose a request is: in an access log ADDRESS (by default), USER or AGENT; among jobs USER (by"
                            + " default) or GROUP.")
    private @Nullable UserField userField;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "How long a request occupies a worker where the file does not say; by default 50ms.",
            converter = DurationOption.class)
    private Duration duration = Duration.ofMillis(50);

    @Option(
            names = "--duration-field",
            paramLabel = "UNIT",
            description =
                    "The last field of each line of an access log is its duration, in ${COMPLETION-CANDIDATES}: s for"
                            + " nginx's $request_time, us for Apache's %%D. In a table: the unit of its durations, by default s.")
    private @Nullable DurationUnit durationUnit;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "Requests arrive X times as fast as recorded, and take as long as recorded; by default 1.",
            converter = Speed.class)
    private BigDecimal speed = BigDecimal.ONE;

    /** How long a request takes that does not say. */
    Duration usualDuration() {
        return duration;
    }

    /** How many times as fast as recorded they arrive. */
    BigDecimal speed() {
        return speed;
    }

    String fileName() {
        return String.valueOf(file.getFileName());
    }

    /**
     * Reads the file.
     *
     * @throws CommandFailure if it cannot be used
     */
    Trace trace(Runnable eachLine) {
        InputChoice choice = new InputChoice(
                Optional.ofNullable(columns), Optional.ofNullable(userField), Optional.ofNullable(durationUnit));
        Trace trace;
        try {
            trace = LogFile.read(file, choice::of, eachLine);
        } catch (IOException failure) {
            throw new CommandFailure(file + ": " + FileProblems.why(failure));
        } catch (UnfitFileException unfit) {
            throw new CommandFailure(file + ": " + unfit.getMessage());
        }
        return checked(trace);
    }

    private Trace checked(Trace trace) {
        List<Request> requests = trace.requests();
        if (trace.lines() == 0) {
            throw new CommandFailure(file + (trace.format().isEmpty() ? ": is empty" : ": has no requests"));
        }
        if (requests.isEmpty()) {
            Trace.BadLine first = trace.firstBad().get(0);
            throw new CommandFailure(file + ": is no " + trace.format() + ": none of its "
                    + Text.number(trace.lines()) + " lines could be read; line " + first.number() + ": "
                    + first.problem() + (columns == null ? " (a table needs --columns)" : ""));
        }
        Instant from = requests.get(0).at();
        Instant to = requests.get(requests.size() - 1).at();
        BigDecimal span = BigDecimal.valueOf(Duration.between(from, to).toSeconds());
        BigDecimal longest = BigDecimal.valueOf(LONGEST_SPAN.toSeconds()).multiply(speed.min(BigDecimal.ONE));
        if (span.compareTo(longest) > 0) {
            throw new CommandFailure(file + ": its requests must lie within 190 years"
                    + (speed.compareTo(BigDecimal.ONE) < 0 ? ", --speed taken into account" : "") + ", but are from "
                    + from + " to " + to);
        }
        return trace;
    }

    /** Reads which column holds what. */
    static final class ColumnsOption implements ITypeConverter<Columns> {
        @Override
        public Columns convert(String text) {
            try {
                return Columns.parse(text);
            } catch (IllegalArgumentException refusal) {
                throw new TypeConversionException(String.valueOf(refusal.getMessage()));
            }
        }
    }

    /** Reads how many times as fast. */
    static final class Speed implements ITypeConverter<BigDecimal> {

        private static final BigDecimal LEAST = new BigDecimal("0.001");
        private static final BigDecimal MOST = new BigDecimal("1000000");

        @Override
        public BigDecimal convert(String text) {
            if (text.strip().matches("\\d{1,7}(?:\\.\\d{1,6})?")) {
                BigDecimal speed = new BigDecimal(text.strip());
                if (speed.compareTo(LEAST) >= 0 && speed.compareTo(MOST) <= 0) {
                    return speed;
                }
            }
            throw new TypeConversionException(
                    "must be a number between 0.001 and 1000000, but was " + Text.quoted(text));
        }
    }
}
