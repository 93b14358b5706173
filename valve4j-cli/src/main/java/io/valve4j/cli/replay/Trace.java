package io.valve4j.cli.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a file holds. An immutable value.
 *
 * @param requests in the order of time, those of one time in the order of the file
 * @param lines how many lines the file has, blank ones aside
 * @param badLines how many of them could not be read
 * @param firstBad the first few of those
 */
public record Trace(List<Request> requests, long lines, long badLines, List<BadLine> firstBad) {

    /** How many bad lines are kept to be shown. */
    public static final int SHOWN_BAD_LINES = 5;

    /** Copies the lists. */
    public Trace {
        requests = List.copyOf(requests);
        firstBad = List.copyOf(firstBad);
    }

    /** Reads all lines. Blank ones are passed over, bad ones noted. */
    public static Trace of(Stream<String> lines, InputFormat format) {
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

        private final InputFormat format;
        private final List<Request> requests = new ArrayList<>();
        private final List<BadLine> firstBad = new ArrayList<>();
        private long number;
        private long blank;
        private long bad;

        Collector(InputFormat format) {
            this.format = format;
        }

        void line(String line) {
            number++;
            if (line.isBlank()) {
                blank++;
                return;
            }
            try {
                requests.add(format.read(line));
            } catch (BadLineException problem) {
                bad++;
                if (firstBad.size() < SHOWN_BAD_LINES) {
                    firstBad.add(new BadLine(number, String.valueOf(problem.getMessage())));
                }
            }
        }

        Trace trace() {
            requests.sort(Comparator.comparing(Request::at));
            return new Trace(requests, number - blank, bad, firstBad);
        }
    }
}
