package io.valve4j.cli.replay;

import io.valve4j.cli.report.Text;
import io.valve4j.task.TaskOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A table, one request to a line, its columns apart by commas, semicolons or tabs (told by the first line). Values may stand
 * between quotes, but not reach over lines. The first line is a heading where columns are given by name, or where its time is
 * none.
 */
public final class CsvTable implements InputFormat {

    private static final BigDecimal MOST_COST = BigDecimal.valueOf(TaskOptions.MAX_COST);

    private final Columns columns;
    private final DurationUnit unit;
    private final Fields fields = new Fields();
    private @Nullable Layout layout;

    /**
     * A reader of one file.
     *
     * @param unit in which durations are
     */
    public CsvTable(Columns columns, DurationUnit unit) {
        this.columns = columns;
        this.unit = unit;
    }

    @Override
    public String name() {
        return "table (CSV)";
    }

    @Override
    public Optional<Request> read(String line) throws BadLineException {
        Layout known = layout;
        if (known == null) {
            return first(line);
        }
        return Optional.of(request(known, values(known.format, line)));
    }

    private Optional<Request> first(String line) throws BadLineException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(delimiter(line))
                .setIgnoreSurroundingSpaces(true)
                .get();
        List<String> values = values(format, line);
        Layout found = new Layout(
                format,
                index(columns.time(), values),
                index(columns.user(), values),
                columns.duration().isPresent() ? index(columns.duration().get(), values) : -1,
                columns.cost().isPresent() ? index(columns.cost().get(), values) : -1);
        layout = found;
        if (!columns.allNumbers()) {
            return Optional.empty();
        }
        try {
            Times.read(value(values, found.time, "time"));
        } catch (BadLineException heading) {
            return Optional.empty();
        }
        return Optional.of(request(found, values));
    }

    private static char delimiter(String line) {
        char most = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(line, candidate) > count(line, most)) {
                most = candidate;
            }
        }
        return most;
    }

    private static long count(String line, char wanted) {
        return line.chars().filter(c -> c == wanted).count();
    }

    private static int index(String column, List<String> heading) {
        int named = heading.indexOf(column);
        if (named >= 0) {
            return named;
        }
        if (!Columns.isNumber(column) || Integer.parseInt(column) == 0) {
            throw new UnfitFileException("has no column " + Text.quoted(column) + "; its first line has "
                    + String.join(
                            ", ", heading.stream().limit(20).map(Text::quoted).toList()));
        }
        return Integer.parseInt(column) - 1;
    }

    private Request request(Layout known, List<String> values) throws BadLineException {
        Instant at = Times.read(value(values, known.time, "time"));
        String user = fields.user("column " + columns.user(), value(values, known.user, "user"));
        Optional<Duration> duration = Optional.empty();
        if (known.duration >= 0) {
            String text = value(values, known.duration, "duration");
            duration = text.isEmpty() ? duration : Optional.of(Fields.duration("the column of durations", text, unit));
        }
        return new Request(at, user, duration, known.cost < 0 ? 1 : cost(value(values, known.cost, "cost")));
    }

    private static long cost(String text) throws BadLineException {
        BigDecimal cost = Fields.number(text);
        if (cost.signum() <= 0
                || cost.compareTo(MOST_COST) > 0
                || cost.stripTrailingZeros().scale() > 0) {
            throw new BadLineException("the cost must be a whole number between 1 and " + TaskOptions.MAX_COST
                    + ", but is " + Text.quoted(text));
        }
        return cost.longValue();
    }

    private static String value(List<String> values, int index, String what) throws BadLineException {
        if (index >= values.size()) {
            throw new BadLineException("the " + what + " (column " + (index + 1) + ") is missing: it has only "
                    + Text.count(values.size(), "column"));
        }
        return values.get(index).strip();
    }

    private static List<String> values(CSVFormat format, String line) throws BadLineException {
        try (CSVParser parser = CSVParser.parse(line, format)) {
            for (CSVRecord row : parser) {
                return row.toList();
            }
            return List.of();
        } catch (IOException | UncheckedIOException | IllegalStateException unreadable) {
            throw new BadLineException("a quote is not closed, or something follows it: " + Text.quoted(line));
        }
    }

    private record Layout(CSVFormat format, int time, int user, int duration, int cost) {}
}
