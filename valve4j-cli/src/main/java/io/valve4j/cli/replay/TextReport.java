package io.valve4j.cli.replay;

import io.valve4j.Reason;
import io.valve4j.cli.report.Table;
import io.valve4j.cli.report.Text;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.traffic.Score;
import io.valve4j.testkit.traffic.ShareGap;
import io.valve4j.testkit.traffic.Waits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A replay for a person, in lines of at most 80 columns. */
public final class TextReport {

    private static final int NAME_WIDTH = 20;
    private static final int POLICY_WIDTH = 16;

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
        report.fairness();
        report.quotas();
        report.users(worstOff);
        return report.lines;
    }

    private void input() {
        Trace trace = replay.trace();
        Replay.Settings settings = replay.settings();
        List<Request> requests = trace.requests();
        text(Text.shown(replay.file(), 200) + ": " + Text.count(requests.size(), "request") + " of "
                + Text.count(replay.outcome().users().size(), "user") + ", "
                + requests.get(0).at().truncatedTo(ChronoUnit.SECONDS) + " to "
                + requests.get(requests.size() - 1).at().truncatedTo(ChronoUnit.SECONDS));
        text("plans: " + replay.outcome().scenario().configuration());
        String usual = Text.duration(settings.duration().toNanos());
        long saying = requests.stream()
                .filter(request -> request.duration().isPresent())
                .count();
        text("each request takes "
                + (saying == 0
                        ? usual
                        : "what its line says"
                                + (saying < requests.size() ? ", or " + usual + " where it does not," : ""))
                + " and is ready to wait "
                + (settings.maxWait().compareTo(TaskOptions.FOREVER) >= 0
                        ? "for ever"
                        : Text.duration(settings.maxWait().toNanos()))
                + "; all in virtual time, to "
                + replay.outcome().traffic().endedAt().truncatedTo(ChronoUnit.SECONDS)
                + (settings.speed().compareTo(BigDecimal.ONE) == 0
                        ? ""
                        : "; arriving " + settings.speed().toPlainString() + " times as fast"));
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
        add(table);
    }

    private void fairness() {
        Table waits = Table.of("policy", "light: mean", "p50", "p99", "heavy: mean", "p50", "p99");
        Table shares = Table.withText("policy", "used", "share gap", "bound", "refused");
        for (Outcome outcome : replay.outcomes()) {
            String name = Text.shown(outcome.scenario().name(), POLICY_WIDTH);
            Waits light = outcome.light().waits();
            Waits heavy = outcome.heavy().waits();
            waits.row(
                    name,
                    shown(light.mean()),
                    shown(light.percentile(50)),
                    shown(light.percentile(99)),
                    shown(heavy.mean()),
                    shown(heavy.percentile(50)),
                    shown(heavy.percentile(99)));
            List<String> refusals = refusals(outcome.all());
            shares.row(
                    name,
                    percent(outcome.traffic().utilization()),
                    shown(outcome.widestGap().map(ShareGap::largest)),
                    shown(outcome.widestGap().map(ShareGap::bound)),
                    refusals.get(0));
            refusals.stream().skip(1).forEach(more -> shares.row("", "", "", "", more));
        }
        add(waits);
        add(shares);
    }

    private void quotas() {
        Outcome outcome = replay.outcome();
        if (outcome.quotas().isEmpty()) {
            return;
        }
        Table table = Table.of("quota", "limit", "users", "most used", "users at the limit");
        for (QuotaBurn burn : outcome.quotas()) {
            table.row(
                    Text.shown(burn.profile() + ": " + burn.quota().name(), 2 * NAME_WIDTH),
                    Text.number(burn.quota().limit()),
                    Text.number(burn.users().size()),
                    percent(burn.peak()),
                    Text.number(burn.exhausted()));
        }
        add(table);
    }

    private void users(int most) {
        List<Outcome.UserScore> worst = replay.outcome().worstOff(most);
        if (worst.isEmpty()) {
            lines.add("");
            text("Nobody had to wait, and nobody was refused.");
            return;
        }
        Table table = heading("worst-off user");
        worst.forEach(user -> row(table, user.user(), user.score()));
        add(table);
        long others = replay.outcome().users().stream()
                        .filter(user -> user.score().waitedOrWasRefused())
                        .count()
                - worst.size();
        long untouched = replay.outcome().users().size() - worst.size() - others;
        lines.add("");
        text((others > 0 ? Text.number(others) + " more waited or were refused; " : "") + Text.count(untouched, "user")
                + " never waited, and were never refused.");
    }

    private void add(Table table) {
        lines.add("");
        lines.addAll(table.lines());
    }

    private static Table heading(String first) {
        return Table.withText(first, "asked", "ran", "wait p50", "p99", "max", "refused");
    }

    private static void row(Table table, String name, Score score) {
        Waits waits = score.waits();
        List<String> refusals = refusals(score);
        table.row(
                name.isEmpty() ? "(none)" : Text.shown(name, NAME_WIDTH),
                Text.number(score.asked()),
                Text.number(score.ran()),
                shown(waits.percentile(50)),
                shown(waits.percentile(99)),
                shown(waits.percentile(100)),
                refusals.get(0));
        refusals.stream().skip(1).forEach(more -> table.row("", "", "", "", "", "", more));
    }

    /** The most frequent first; a dash if there are none. */
    private static List<String> refusals(Score score) {
        List<String> refusals = score.refusals().entrySet().stream()
                .sorted(Map.Entry.<Reason, Long>comparingByValue().reversed())
                .map(refusal -> Text.number(refusal.getValue()) + " " + refusal.getKey())
                .toList();
        return refusals.isEmpty() ? List.of("-") : refusals;
    }

    private static String shown(Optional<Duration> duration) {
        return duration.map(some -> Text.duration(some.toNanos())).orElse("-");
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }

    private void text(String sentence) {
        lines.addAll(Text.wrapped("", sentence));
    }
}
