package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Line.Verdict;
import io.valve4j.cli.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What was measured, for a person and for a machine.
 *
 * @param machine on what
 * @param quick whether it was a first look only
 * @param suites in the order in which they ran
 * @param failures what could not be measured: why, by the name of the suite
 */
public record BenchReport(
        Machine machine, boolean quick, List<SuiteReport> suites, SortedMap<String, String> failures) {

    /**
     * Measures one suite after the other; if one fails, the others are measured all the same.
     *
     * @param progress told what is being done, now and then
     */
    public static BenchReport of(List<Suite> suites, boolean quick, Consumer<String> progress)
            throws InterruptedException {
        List<SuiteReport> reports = new ArrayList<>();
        SortedMap<String, String> failures = new TreeMap<>();
        for (Suite suite : suites) {
            try {
                reports.add(suite.run(quick, doing -> progress.accept(suite.name() + ", " + doing)));
            } catch (InterruptedException interrupt) {
                throw interrupt;
            } catch (BenchException failure) {
                failures.put(suite.name(), String.valueOf(failure.getMessage()));
            } catch (Exception failure) {
                failures.put(suite.name(), failure + causeOf(failure));
            }
        }
        return new BenchReport(Machine.here(), quick, reports, failures);
    }

    private static String causeOf(Exception failure) {
        return failure.getCause() == null ? "" : ", caused by " + failure.getCause();
    }

    /** For a terminal; the last line says how many bounds were held. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.addAll(Text.wrapped("", machine.text()));
        lines.addAll(Text.wrapped(
                "",
                "Medians of the passes; +/- is half the width of their middle half. /floor is the ratio to the nearest"
                        + " line above that says floor, /peer that to the best peer, each within a pass."));
        if (quick) {
            lines.add("A quick run: a first look, not figures to rely on.");
        }
        for (SuiteReport suite : suites) {
            lines.add("");
            lines.addAll(TextTable.lines(suite));
        }
        lines.add("");
        failures.keySet().forEach(suite -> lines.add(suite + " could not be measured"));
        lines.add(held() + " bounds held, " + missed() + " missed");
        return lines;
    }

    /** For a machine: one JSON object. */
    public String json() {
        return JsonTable.of(this);
    }

    long held() {
        return count(true);
    }

    long missed() {
        return count(false);
    }

    private long count(boolean held) {
        return suites.stream()
                .flatMap(SuiteReport::verdicts)
                .map(Verdict::held)
                .filter(each -> each == held)
                .count();
    }
}
