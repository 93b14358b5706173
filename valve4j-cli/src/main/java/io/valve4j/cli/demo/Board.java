package io.valve4j.cli.demo;

import io.valve4j.cli.report.Table;
import io.valve4j.cli.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is seen while a demo runs: on a terminal a table that is drawn over, with the latest events below; else events line by
 * line, and the table now and then. Thread-safe.
 */
final class Board implements AutoCloseable {

    private static final int EVENTS_SHOWN = 9;
    private static final int BAR_WIDTH = 14;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long PLAIN_EVERY_NANOS = 4 * NANOS_PER_SECOND;

    private final Stage stage;
    private final List<Group> groups;
    private final long startNanos = System.nanoTime();
    private final List<String> events = new ArrayList<>();
    private final @Nullable Screen screen;
    private long shownNanos = startNanos;
    private boolean afterEvent;

    Board(Stage stage, List<Group> groups) {
        this.stage = stage;
        this.groups = groups;
        this.screen = stage.live() ? new Screen(stage.out()) : null;
    }

    /** Tells that something has happened. */
    synchronized void tell(String event) {
        String time = String.format(Locale.ROOT, "%5.1f s  ", (System.nanoTime() - startNanos) / 1e9);
        List<String> lines = Text.wrapped(" ".repeat(time.length()), event);
        lines.set(0, time + lines.get(0).substring(time.length()));
        events.addAll(lines);
        if (screen == null) {
            stage.sayAll(lines);
            afterEvent = true;
        } else {
            refresh();
        }
    }

    /** Shows how things stand. */
    synchronized void refresh() {
        if (screen != null) {
            List<String> lines = new ArrayList<>(table());
            lines.add("");
            lines.addAll(events.subList(Math.max(0, events.size() - EVENTS_SHOWN), events.size()));
            screen.draw(lines);
        } else if (System.nanoTime() - shownNanos >= PLAIN_EVERY_NANOS) {
            shownNanos = System.nanoTime();
            stage.sayAll(afterEvent ? List.of("") : List.of());
            stage.sayAll(table());
            stage.say("");
            afterEvent = false;
        }
    }

    private List<String> table() {
        long longest = groups.stream()
                .mapToLong(group -> group.tally().waits().percentile(50).orElse(0))
                .max()
                .orElse(0);
        Table table = Table.withText("", "asked", "ran", "waiting", "refused", "wait p50", "");
        for (Group group : groups) {
            Tally.Counts counts = group.tally().counts();
            table.row(
                    group.label(),
                    Text.number(counts.asked()),
                    Text.number(counts.ran()),
                    Text.number(counts.waiting()),
                    Text.number(counts.refused()),
                    group.tally().waits().shown(50),
                    Text.bar(group.tally().waits().percentile(50).orElse(0), longest, BAR_WIDTH));
        }
        return table.lines();
    }

    @Override
    public synchronized void close() {
        if (screen != null) {
            refresh();
            screen.close();
        }
    }
}
