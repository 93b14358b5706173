package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Entrant.Role;
import io.valve4j.cli.bench.Line.Verdict;
import io.valve4j.cli.report.Table;
import io.valve4j.cli.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a suite has measured, in 80 columns. A bound that is not one of the line's own figures has a line below the table. */
final class TextTable {

    private TextTable() {}

    static List<String> lines(SuiteReport suite) {
        List<String> lines = new ArrayList<>(Text.wrapped("", suite.suite() + ": " + suite.about()));
        for (Group group : suite.groups()) {
            lines.add("");
            lines.addAll(lines(group));
        }
        return lines;
    }

    private static List<String> lines(Group group) {
        boolean spread = group.passes() > 1;
        Table table = Table.withText("", group.unit().text(), "+/-", "B/op", "/floor", "+/-", "/peer", "bound");
        for (Line line : group.lines()) {
            List<Verdict> own =
                    line.verdicts().stream().filter(TextTable::isOwn).toList();
            table.row(
                    line.name(),
                    score(line.score().median()),
                    spread ? score(line.score().error()) : "",
                    line.bytes().isPresent() ? score(line.bytes().getAsDouble()) : "",
                    line.toFloor().map(each -> ratio(each.median())).orElse(line.role() == Role.FLOOR ? "floor" : ""),
                    line.toFloor()
                            .filter(each -> spread)
                            .map(each -> ratio(each.error()))
                            .orElse(""),
                    line.toBestPeer().map(each -> ratio(each.median())).orElse(""),
                    own.isEmpty() ? "" : text(own.get(0)));
            own.stream().skip(1).forEach(verdict -> table.row("", "", "", "", "", "", "", text(verdict)));
        }
        List<String> lines = new ArrayList<>(
                Text.wrapped("", group.name() + "; " + group.passes() + (group.passes() == 1 ? " pass" : " passes")));
        lines.addAll(table.lines());
        for (Line line : group.lines()) {
            line.verdicts().stream()
                    .filter(verdict -> !isOwn(verdict))
                    .forEach(verdict -> lines.addAll(Text.wrapped("", comparison(line.name(), verdict))));
        }
        return lines;
    }

    private static boolean isOwn(Verdict verdict) {
        return switch (verdict.bound().measure()) {
            case FLOOR, SCORE, BYTES -> true;
            case OTHER, GROWTH -> false;
        };
    }

    private static String comparison(String name, Verdict verdict) {
        Bound bound = verdict.bound();
        return name + " / " + bound.other() + (bound.measure() == Bound.Measure.GROWTH ? ", each by its floor" : "")
                + ": " + ratio(verdict.measured()) + ", " + text(verdict);
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
}
