package io.valve4j.cli.replay;

import io.valve4j.Reason;
import io.valve4j.cli.report.Table;
import io.valve4j.cli.report.Text;
import io.valve4j.cli.report.Waits;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A replay for a person, in lines of at most 80 columns. */
public final class TextReport {

    private static final int NAME_WIDTH = 20;

    private final Replay replay;
    private final List<String> lines = new ArrayList<>();

    private TextReport(Replay replay) {
        this.replay = replay;
    }

    /** The lines of the report. */
    public static List<String> of(Replay replay, int worstOff) {
        TextReport report = new TextReport(replay);
        report.input();
        report.badLines();
        report.profiles();
        report.users(worstOff);
        return report.lines;
    }

    private void input() {
        Trace trace = replay.trace();
        List<Request> requests = trace.requests();
        text(Text.shown(replay.file(), 200) + ": " + Text.count(requests.size(), "request") + " of "
                + Text.count(replay.outcome().users().size(), "user") + ", "
                + requests.get(0).at().truncatedTo(ChronoUnit.SECONDS) + " to "
                + requests.get(requests.size() - 1).at().truncatedTo(ChronoUnit.SECONDS));
        text("plans: " + replay.configuration());
        boolean allSay =
                requests.stream().allMatch(request -> request.duration().isPresent());
        text("each request takes "
                + (allSay
                        ? "what its line says"
                        : Text.duration(replay.usualDuration().toNanos()))
                + " and is ready to wait " + Text.duration(replay.maxWait().toNanos()) + "; all in virtual time, to "
                + end().truncatedTo(ChronoUnit.SECONDS));
    }

    private Instant end() {
        return replay.outcome().endedAt();
    }

    private void badLines() {
        Trace trace = replay.trace();
        if (trace.badLines() == 0) {
            return;
        }
        text("");
        text(Text.number(trace.badLines()) + " of " + Text.number(trace.lines()) + " lines could not be read"
                + (trace.badLines() > trace.firstBad().size() ? "; the first of them:" : ":"));
        trace.firstBad()
                .forEach(bad -> lines.addAll(Text.wrapped("  ", "line " + bad.number() + ": " + bad.problem())));
    }

    private void profiles() {
        Table table = heading("profile");
        replay.outcome().profiles().forEach((name, score) -> row(table, name, score));
        lines.add("");
        lines.addAll(table.lines());
    }

    private void users(int most) {
        List<Outcome.UserScore> worst = replay.outcome().worstOff(most);
        lines.add("");
        if (worst.isEmpty()) {
            text("Nobody had to wait, and nobody was refused.");
            return;
        }
        Table table = heading("worst-off user");
        worst.forEach(user -> row(table, user.user(), user.score()));
        lines.addAll(table.lines());
        long others = replay.outcome().users().stream()
                        .filter(Outcome.UserScore::hadToWait)
                        .count()
                - worst.size();
        long untouched = replay.outcome().users().size() - worst.size() - others;
        lines.add("");
        text((others > 0 ? Text.number(others) + " more waited or were refused; " : "") + Text.count(untouched, "user")
                + " never waited, and were never refused.");
    }

    private static Table heading(String first) {
        return Table.withText(first, "asked", "ran", "wait p50", "p99", "max", "refused");
    }

    private static void row(Table table, String name, Score score) {
        Waits waits = score.waits();
        List<String> refusals = score.refusals().entrySet().stream()
                .sorted(Map.Entry.<Reason, Long>comparingByValue().reversed())
                .map(refusal -> Text.number(refusal.getValue()) + " " + refusal.getKey())
                .toList();
        table.row(
                name.isEmpty() ? "(none)" : Text.shown(name, NAME_WIDTH),
                Text.number(score.requests()),
                Text.number(score.admitted()),
                waits.shown(50),
                waits.shown(99),
                waits.shown(100),
                refusals.isEmpty() ? "-" : refusals.get(0));
        for (String more : refusals.subList(Math.min(1, refusals.size()), refusals.size())) {
            table.row("", "", "", "", "", "", more);
        }
    }

    private void text(String sentence) {
        lines.addAll(Text.wrapped("", sentence));
    }
}
