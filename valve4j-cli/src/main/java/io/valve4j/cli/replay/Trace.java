package io.valve4j.cli.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a file holds. An immutable value.
 *
 * @param format what its lines were taken for
 * @param requests in the order of time, those of one time in the order of the file
 * @param lines how many lines the file has, blank ones, headings and comments aside
 * @param badLines how many of them could not be read
 * @param firstBad the first few of those
 */
public record Trace(String format, List<Request> requests, long lines, long badLines, List<BadLine> firstBad) {

    /** How many bad lines are kept to be shown. */
    public static final int SHOWN_BAD_LINES = 5;

    /** Copies the lists. */
    public Trace {
        requests = List.copyOf(requests);
        firstBad = List.copyOf(firstBad);
    }

    /** Whether it is the access log of a web server, which is read unless it looks like something else. */
    public boolean isAccessLog() {
        return format.equals(AccessLog.NAME);
    }

    /**
     * Reads all lines. Blank ones are passed over, bad ones noted.
     *
     * @param format gives the format, by the first line that is not blank
     */
    public static Trace of(Stream<String> lines, Function<String, InputFormat> format) {
        Collector collector = new Collector(format);
        lines.forEachOrdered(collector::line);
        return collector.trace();
    }

    /**
     * A line that could not be read.
     *
     * @param number which, from 1
     * @param problem what is wrong with it
     */
    public record BadLine(long number, String problem) {}

    private static final class Collector {

        private static final String BYTE_ORDER_MARK = "\uFEFF";

        private final Function<String, InputFormat> choice;
        private final List<Request> requests = new ArrayList<>();
        private final List<BadLine> firstBad = new ArrayList<>();
        private @Nullable InputFormat format;
        private long number;
        private long blank;
        private long bad;

        Collector(Function<String, InputFormat> choice) {
            this.choice = choice;
        }

        void line(String text) {
            number++;
            String line = number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
            if (line.isBlank()) {
                blank++;
                return;
            }
            if (format == null) {
                format = choice.apply(line);
            }
            try {
                if (line.length() >= LogFile.LONGEST_LINE) {
                    throw new BadLineException("it has more than " + LogFile.LONGEST_LINE + " characters");
                }
                format.read(line).ifPresentOrElse(requests::add, () -> blank++);
            } catch (BadLineException problem) {
                bad++;
                if (firstBad.size() < SHOWN_BAD_LINES) {
                    firstBad.add(new BadLine(number, String.valueOf(problem.getMessage())));
                }
            }
        }

        Trace trace() {
            requests.sort(Comparator.comparing(Request::at));
            String name = format == null ? "" : format.name();
            return new Trace(name, requests, number - blank, bad, firstBad);
        }
    }
}
