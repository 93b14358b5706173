package io.valve4j.cli.demo;

import io.valve4j.Decision;
import io.valve4j.Reason;
import io.valve4j.ShutdownReport;
import io.valve4j.cli.report.Table;
import io.valve4j.cli.report.Text;
import io.valve4j.cli.report.Waits;
import io.valve4j.quota.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is left to read when the show is over.
 *
 * @param groups everybody
 * @param noisy of them, who asked too much
 * @param quiet of them, who were to be protected
 * @param limited of them, who ran into the quota
 */
record SaasSummary(List<Group> groups, Group noisy, Group quiet, Group limited) {

    private static final int BAR_WIDTH = 24;

    List<String> lines() {
        List<String> lines = new ArrayList<>(counts());
        lines.add("");
        lines.addAll(waits());
        lines.add("");
        lines.add("who was refused, handed back what was accepted, or failed, and why");
        for (Group group : groups) {
            List<String> why = new ArrayList<>();
            reasons("refused", group.tally().refusals(), why);
            reasons("handed back", group.tally().returns(), why);
            reasons("failed", group.tally().failures(), why);
            if (!why.isEmpty()) {
                lines.addAll(Text.wrapped("  ", group.label() + ": " + String.join("; ", why)));
            }
        }
        example(noisy, Reason.QUEUE_FULL, lines);
        example(limited, Reason.QUOTA_EXCEEDED, lines);
        return lines;
    }

    private List<String> counts() {
        Table table = Table.of("who", "asked", "ran", "failed", "refused", "taken back", "handed back");
        groups.forEach(group -> row(table, group.label(), group.tally().counts()));
        row(table, "all", total());
        return table.lines();
    }

    private static void row(Table table, String label, Tally.Counts counts) {
        table.row(
                label,
                Text.number(counts.asked()),
                Text.number(counts.ran()),
                Text.number(counts.failed()),
                Text.number(counts.refused()),
                Text.number(counts.takenBack()),
                Text.number(counts.handedBack()));
    }

    Tally.Counts total() {
        return groups.stream().map(group -> group.tally().counts()).reduce(Tally.Counts.NONE, Tally.Counts::plus);
    }

    private List<String> waits() {
        long longest = groups.stream().mapToLong(group -> median(group)).max().orElse(0);
        Table table = Table.withText("who waited", "p50", "p99", "max", "p50");
        for (Group group : groups) {
            Waits waits = group.tally().waits();
            table.row(
                    group.label(),
                    waits.shown(50),
                    waits.shown(99),
                    waits.shown(100),
                    Text.bar(median(group), longest, BAR_WIDTH));
        }
        return table.lines();
    }

    private static long median(Group group) {
        return group.tally().waits().percentile(50).orElse(0);
    }

    private static void reasons(String what, Map<?, Long> counts, List<String> into) {
        if (!counts.isEmpty()) {
            into.add(what + " "
                    + counts.entrySet().stream()
                            .map(each -> Text.number(each.getValue()) + " " + each.getKey())
                            .collect(Collectors.joining(", ")));
        }
    }

    private static void example(Group group, Reason reason, List<String> into) {
        group.tally().example(reason).map(Decision::explain).ifPresent(sentence -> {
            into.add("");
            into.addAll(Text.wrapped("", sentence));
        });
    }

    /**
     * Says whether all adds up; every line of it is a check that could fail.
     *
     * @param usage of the one who ran into the quota, at the end
     * @param usedBefore what of that was used in an earlier demo
     */
    boolean checks(Stage stage, Usage usage, long usedBefore, ShutdownReport report) {
        Tally.Counts all = total();
        stage.say("");
        boolean added = check(
                stage,
                "asked " + Text.number(all.asked()) + " = ran " + Text.number(all.ran()) + " + failed " + all.failed()
                        + " + refused " + Text.number(all.refused()) + " + taken back " + all.takenBack()
                        + " + handed back " + all.handedBack(),
                groups.stream().allMatch(group -> group.tally().counts().addsUp()));
        Tally.Counts charged = limited.tally().counts();
        boolean counted = check(
                stage,
                "quota of " + limited.label() + ": used " + usage.used() + "/" + usage.limit() + " = "
                        + (usedBefore > 0 ? "before " + usedBefore + " + " : "") + "ran " + charged.ran() + " + failed "
                        + charged.failed(),
                usage.used() == usedBefore + charged.ran() + charged.failed());
        long returned = groups.stream()
                .mapToLong(group -> group.tally().returns().getOrDefault(Reason.SHUTTING_DOWN, 0L))
                .sum();
        boolean reported = check(
                stage,
                "handed back at the end: " + report.unstarted().size() + " by the report, " + returned
                        + " by the tasks",
                report.unstarted().size() == returned);
        long quietest = quiet.tally().waits().percentile(99).orElse(Long.MAX_VALUE);
        boolean fair = check(
                stage,
                "p99 of the quiet, " + quiet.tally().waits().shown(99) + ", is below the p50 of the noisy, "
                        + noisy.tally().waits().shown(50),
                quietest < median(noisy));
        return added && counted && reported && fair;
    }

    private static boolean check(Stage stage, String claim, boolean holds) {
        List<String> lines = new ArrayList<>(Text.wrapped(" ".repeat(8), claim));
        lines.set(0, (holds ? "[ok]    " : "[WRONG] ") + lines.get(0).strip());
        stage.sayAll(lines);
        return holds;
    }
}
