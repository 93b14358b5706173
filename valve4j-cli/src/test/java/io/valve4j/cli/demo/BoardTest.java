package io.valve4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {

    private final StringWriter out = new StringWriter();
    private final Group group = Group.of("a customer with a name that is far too long for the table of a terminal");

    @Test
    void on_a_terminal_the_table_is_drawn_over_and_fits_it() {
        group.tally().asked();
        group.tally().started(5_000_000_000L);
        try (Board board = new Board(new Stage(new PrintWriter(out), true, Storage.MEMORY), List.of(group))) {
            for (int i = 0; i < 40; i++) {
                board.tell("something has happened, for the " + i + "th time, and it takes more than one line to tell");
            }
        }
        String screen = out.toString().replace("\r", "").replace(System.lineSeparator(), "\n");
        assertThat(screen).startsWith("\033[?25l").endsWith("\033[?25h").contains("\033[12A");
        String lastFrame = screen.substring(screen.lastIndexOf("\033[12A"));
        assertThat(lastFrame.lines()).hasSizeLessThan(24);
        assertThat(lastFrame.replaceAll("\033\\[[?0-9]*[A-Za-z]", "").lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void elsewhere_events_are_plain_lines() {
        try (Board board = new Board(new Stage(new PrintWriter(out), false, Storage.MEMORY), List.of(group))) {
            board.tell("one thing");
            board.tell("another");
            board.refresh();
        }
        assertThat(out.toString())
                .doesNotContain("\033")
                .matches("(?s) +0\\.\\d s {2}one thing\\R +0\\.\\d s {2}another\\R");
    }
}
