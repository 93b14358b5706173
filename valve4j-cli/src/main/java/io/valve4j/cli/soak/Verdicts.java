package io.valve4j.cli.soak;

import io.valve4j.cli.report.Finding;
import io.valve4j.cli.report.Findings;
import io.valve4j.cli.soak.Latencies.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;

/**
 * What must be true in the end: a heap that did not grow, latencies that did not rise, and books that agree.
 *
 * @param plan how long and how hard it was
 * @param books what those who asked have seen
 * @param told what the listener was told
 * @param heap bytes that were reachable, by seconds since the start
 * @param ending what was left
 */
record Verdicts(Plan plan, Books books, Told told, List<Trend.Point> heap, Ending ending) {

    /** Of which both sides must have seen the same. */
    private static final List<Count> BOTH = List.of(
            Count.ACCEPTED,
            Count.REFUSED,
            Count.SUCCEEDED,
            Count.FAILED,
            Count.CANCELLED,
            Count.TIMED_OUT,
            Count.HANDED_BACK,
            Count.GRANTED,
            Count.CLOSED,
            Count.CHANGED);

    private static final List<Kind> JUDGED = List.of(Kind.TAKE, Kind.TASK, Kind.PERMIT, Kind.RESERVATION);

    /** The heap varies by what is under way when it is looked at. */
    private static final double MB = 1_000_000;

    private static final double MOST_BYTES_PER_REQUEST = 1;
    private static final double MOST_TIMES = 2;
    private static final double MICROS = 1_000;
    private static final double P50_SLACK_MICROS = 100;
    private static final double P99_SLACK_MICROS = 1_000;

    /**
     * What was left in the end.
     *
     * @param clean whether all that had been accepted ended by itself when the valve was closed
     * @param atWork threads of the valve that still did something some time later
     * @param threads of the valve that were alive a longer time later; empty if nobody waited for idle ones to leave
     * @param alarms that were set some time later
     * @param used units that the store says are used
     * @param requests how many were sent in all
     */
    record Ending(boolean clean, int atWork, OptionalInt threads, int alarms, long used, long requests) {}

    /** Whether there is nothing left to wait for. */
    static boolean agree(Books books, Place place, List<String> charged) {
        Tally seen = books.tally();
        Tally heard = place.told().tally();
        return seen.underWay() == 0
                && BOTH.stream().allMatch(count -> seen.of(count) == heard.of(count))
                && seen.of(Count.CHARGED) + heard.of(Count.CHARGED) == place.used(charged);
    }

    Findings findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.count("load", "requests sent", ending.requests()));
        findings.add(Finding.count("load", "further attempts", told.tally().of(Count.RETRIED)));
        findings.add(growth());
        findings.addAll(stability(books.latencies().periods()));
        for (Count count : BOTH) {
            findings.add(Finding.equal(
                    "told of",
                    count.label(),
                    told.tally().of(count),
                    books.tally().of(count)));
        }
        long charged = books.tally().of(Count.CHARGED) + told.tally().of(Count.CHARGED);
        findings.add(Finding.equal("books", "units used in the store", ending.used(), charged));
        findings.add(Finding.atMost("books", "events not told", told.lost(), 0));
        findings.add(Finding.atMost("books", "tasks run twice", books.tally().of(Count.RAN_TWICE), 0));
        findings.add(
                Finding.atMost("books", "answers that are none", books.tally().of(Count.SURPRISES), 0));
        findings.add(Finding.atMost("closed", "uncleanly", ending.clean() ? 0 : 1, 0));
        findings.add(
                Finding.atMost("closed", "with work not ended", books.tally().underWay(), 0));
        findings.add(Finding.atMost("closed", "threads at work", ending.atWork(), 0));
        ending.threads().ifPresent(left -> findings.add(Finding.atMost("closed", "threads left", left, 0)));
        findings.add(Finding.atMost("closed", "alarms left", ending.alarms(), 0));
        return new Findings(findings);
    }

    /** By the line through the later half, since in the earlier one caches fill and code is compiled. */
    private Finding growth() {
        double seconds = (double) plan.length().toNanos() / 1e9 / 2;
        double bytes = Trend.ofLaterHalf(heap).slope() * seconds;
        double most = MB + MOST_BYTES_PER_REQUEST * (double) plan.perSecond() * seconds;
        return Finding.atMost("heap", "growth in the later half", "MB", bytes / MB, most / MB);
    }

    /** The periods of the later half against those of the earlier one, the first of which is for warming up. */
    static List<Finding> stability(List<Map<Kind, Summary>> periods) {
        List<Finding> findings = new ArrayList<>();
        int half = periods.size() / 2;
        for (Kind kind : JUDGED) {
            findings.add(stable(periods, half, kind, "p50", Summary::p50, P50_SLACK_MICROS));
            findings.add(stable(periods, half, kind, "p99", Summary::p99, P99_SLACK_MICROS));
        }
        return findings;
    }

    private static Finding stable(
            List<Map<Kind, Summary>> periods,
            int half,
            Kind kind,
            String name,
            ToLongFunction<Summary> percentile,
            double slackMicros) {
        double early = median(periods.subList(1, half), kind, percentile) / MICROS;
        double late = median(periods.subList(half, periods.size()), kind, percentile) / MICROS;
        return Finding.atMost(
                "latency",
                kind.label() + " " + name + " in the later half",
                "us",
                late,
                early * MOST_TIMES + slackMicros);
    }

    private static double median(List<Map<Kind, Summary>> periods, Kind kind, ToLongFunction<Summary> percentile) {
        long[] values = periods.stream()
                .flatMap(period -> period.entrySet().stream())
                .filter(entry -> entry.getKey() == kind)
                .mapToLong(entry -> percentile.applyAsLong(entry.getValue()))
                .toArray();
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? (double) values[middle] : (values[middle - 1] + values[middle]) / 2.0;
    }
}
