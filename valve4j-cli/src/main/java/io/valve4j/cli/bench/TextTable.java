package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Line.Verdict;
import io.valve4j.cli.report.Table;
import io.valve4j.cli.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a suite has measured, in 80 columns. A bound that is not one of the line's own figures has a line of its own. */
final class TextTable {

    private TextTable() {}

    static List<String> lines(SuiteReport suite) {
        List<String> lines = new ArrayList<>(Text.wrapped(
                "",
                suite.suite() + ": " + suite.about() + "; " + suite.passes()
                        + (suite.passes() == 1 ? " pass" : " passes")));
        for (Group group : suite.groups()) {
            lines.add("");
            lines.addAll(lines(group));
        }
        return lines;
    }

    private static List<String> lines(Group group) {
        Table table = Table.withText("", group.unit().text(), "+/-", "B/op", "/floor", "quartiles", "/peer", "bound");
        for (Line line : group.lines()) {
            List<Verdict> own =
                    line.verdicts().stream().filter(TextTable::isOwn).toList();
            table.row(
                    line.name(),
                    score(line.score().median()),
                    score(line.score().error()),
                    line.bytes().isPresent() ? score(line.bytes().getAsDouble()) : "",
                    line.toFloor().map(each -> ratio(each.median())).orElse(""),
                    line.toFloor().map(TextTable::middle).orElse(""),
                    line.toBestPeer().map(each -> ratio(each.median())).orElse(""),
                    own.isEmpty() ? "" : text(own.get(0)));
            own.stream().skip(1).forEach(verdict -> table.row("", "", "", "", "", "", "", text(verdict)));
            line.verdicts().stream().filter(verdict -> !isOwn(verdict)).forEach(verdict -> other(table, verdict));
        }
        List<String> lines = new ArrayList<>(List.of(group.name()));
        lines.addAll(table.lines());
        return lines;
    }

    private static boolean isOwn(Verdict verdict) {
        return switch (verdict.bound().measure()) {
            case FLOOR, SCORE, BYTES -> true;
            case OTHER, GROWTH -> false;
        };
    }

    private static void other(Table table, Verdict verdict) {
        boolean peer = verdict.bound().measure() == Bound.Measure.OTHER;
        String ratio = ratio(verdict.measured());
        table.row(
                "  / " + verdict.bound().other(), "", "", "", peer ? "" : ratio, "", peer ? ratio : "", text(verdict));
    }

    private static String text(Verdict verdict) {
        return verdict.bound().text() + (verdict.held() ? " held" : " MISSED");
    }

    private static String score(double value) {
        return Math.abs(value) < 100
                ? String.format(Locale.ROOT, "%.1f", value)
                : String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    }

    private static String middle(Spread spread) {
        return ratio(spread.low()) + "-" + ratio(spread.high());
    }
}
