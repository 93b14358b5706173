package io.valve4j.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The programs of the page for beginners print what the page says, but for how lines are broken and how long to wait. */
class StartPageTest {

    private final Page page = Page.named("start.md");

    @Test
    void the_first_limit_prints_what_the_page_says() {
        assertThat(likened(printedBy(FirstLimit::main)))
                .contains("RATE_LIMITED")
                .isEqualTo(likened(page.fenced("").get(0)));
    }

    @Test
    void the_first_plan_prints_what_the_page_says() {
        assertThat(likened(printedBy(FirstPlan::main)))
                .contains("QUOTA_EXCEEDED")
                .isEqualTo(likened(page.fenced("").get(1)));
    }

    private static String likened(String printed) {
        return printed.strip().replaceAll("\\s+", " ").replaceAll("try again in \\d+ m?s", "try again in 2 s");
    }

    private static String printedBy(Consumer<String[]> program) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            program.accept(new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8);
    }
}
