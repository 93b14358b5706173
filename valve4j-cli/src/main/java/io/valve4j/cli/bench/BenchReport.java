package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Line.Verdict;
import io.valve4j.cli.report.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * What was measured, for a person and for a machine.
 *
 * @param machine on what
 * @param quick whether it was a first look only
 * @param suites in the order in which they ran
 */
public record BenchReport(Machine machine, boolean quick, List<SuiteReport> suites) {

    /** For a terminal; the last line says how many bounds were held. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.addAll(Text.wrapped("", machine.text()));
        lines.addAll(Text.wrapped(
                "",
                "Medians of several passes; +/- and quartiles are their middle half. /floor and /peer: in terms of the"
                        + " floor, which is the first line, and of the best peer, within a pass."));
        if (quick) {
            lines.add("A quick run: a first look, not figures to rely on.");
        }
        for (SuiteReport suite : suites) {
            lines.add("");
            lines.addAll(TextTable.lines(suite));
        }
        lines.add("");
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
