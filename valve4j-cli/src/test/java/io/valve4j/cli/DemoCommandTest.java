package io.valve4j.cli;

import static io.valve4j.cli.Called.valve;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demos as they are played: in real time, a few seconds each. */
class DemoCommandTest {

    private static final Path EXAMPLES = Path.of("../examples/src/main/java/io/valve4j/examples");

    @TempDir
    private Path folder;

    @Test
    void quickstart_runs_five_refuses_five_and_then_the_term_is_over() {
        Called called = valve("demo", "quickstart", "--memory");
        assertThat(called.exitCode()).isZero();
        assertThat(called.lines())
                .contains(
                        "task 1 ran",
                        "task 5 ran",
                        "task 6 was refused: QUOTA_EXCEEDED",
                        "task 10 was refused: QUOTA_EXCEEDED",
                        "asked 10, ran 5, refused 5; usage 5/5")
                .anyMatch(line ->
                        line.startsWith("user \"ada\" (profile \"pro\") was refused \"dedicated\": QUOTA_EXCEEDED"))
                .anyMatch(line -> line.startsWith("user \"ada\" (profile \"pro\") was refused \"dedicated\": EXPIRED"))
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void the_small_saas_adds_up_and_the_next_one_finds_what_it_left() throws InterruptedException {
        String file = folder.resolve("saas").toString();
        Called called = valve("demo", "--plain", "--store", file);
        assertThat(called.exitCode()).isZero();
        assertThat(called.lines())
                .allMatch(line -> line.length() <= 80)
                .noneMatch(line -> line.startsWith("[WRONG]"))
                .filteredOn(line -> line.startsWith("[ok]"))
                .hasSize(4);
        long[] all = called.lines().stream()
                .filter(line -> line.startsWith("all "))
                .findFirst()
                .map(DemoCommandTest::numbers)
                .orElseThrow();
        assertThat(all).hasSize(6).doesNotContain(0);
        assertThat(all[0]).isEqualTo(Arrays.stream(all).skip(1).sum());
        assertThat(called.out()).contains("QUEUE_FULL", "QUOTA_EXCEEDED", "CANCELED", "IOException");
        assertThat(String.join(" ", called.lines())).contains(file + ".mv.db: the next demo finds them");
        assertThat(called.out()).doesNotContain("found from the last demo");
        assertThat(beginningOfTheNext(file))
                .contains("found from the last demo: 24 subscriptions; ada has used 150 of 150, and renews");
    }

    /** What a demo says up to its first event; it is ended there. */
    private static String beginningOfTheNext(String file) throws InterruptedException {
        CountDownLatch firstEvent = new CountDownLatch(1);
        StringWriter out = new StringWriter() {
            @Override
            public void flush() {
                if (toString().contains(" s  ")) {
                    firstEvent.countDown();
                }
            }
        };
        Thread next = new Thread(() -> {
            Valve.commandLine()
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(new StringWriter()))
                    .execute("demo", "--plain", "--store", file);
            firstEvent.countDown();
        });
        next.start();
        firstEvent.await();
        next.interrupt();
        next.join();
        return out.toString();
    }

    @Test
    void a_file_that_another_demo_has_is_said_to_be_in_use() throws Exception {
        Path file = folder.resolve("used");
        try (Connection taken = DriverManager.getConnection("jdbc:h2:file:" + file)) {
            assertThat(taken.isClosed()).isFalse();
            Process other = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Valve.class.getName(),
                            "demo",
                            "quickstart",
                            "--store",
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(other.waitFor()).isEqualTo(1);
            assertThat(said)
                    .contains("used.mv.db cannot be opened. If another demo is running, wait for its end")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void a_file_and_memory_exclude_each_other() {
        Called called = valve("demo", "--memory", "--store", "x");
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.err()).contains("--memory");
    }

    private static long[] numbers(String row) {
        return Arrays.stream(row.strip().split(" +"))
                .skip(1)
                .mapToLong(number -> Long.parseLong(number.replace(",", "")))
                .toArray();
    }

    @Test
    void lists_the_demos_and_the_examples_with_a_line_for_each() throws IOException {
        List<String> lines = valve("demo", "--list").lines();
        assertThat(lines)
                .hasSize(2 + mains().size())
                .allMatch(line -> line.length() <= 80)
                .allMatch(line -> line.matches("[a-z-]+ {2,}[^ ].*"));
        assertThat(lines.get(0)).startsWith("saas ");
        assertThat(lines.get(1)).startsWith("quickstart ");
        assertThat(lines.subList(2, lines.size()).stream()
                        .map(line -> line.replaceAll(" .*", "").replace("-", "")))
                .containsExactlyInAnyOrderElementsOf(mains());
    }

    /** The names of the classes that have a main, in lower case. */
    private static List<String> mains() throws IOException {
        List<String> mains = new ArrayList<>();
        try (Stream<Path> sources = Files.list(EXAMPLES)) {
            for (Path source : sources.toList()) {
                if (Files.readString(source).contains("public static void main(")) {
                    String name = source.getFileName().toString();
                    mains.add(name.replace(".java", "").toLowerCase(Locale.ROOT));
                }
            }
        }
        assertThat(mains).isNotEmpty();
        return mains;
    }

    @Test
    void the_page_of_the_demo_names_every_example() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "demo.md"));
        assertThat(valve("demo", "--list").lines().stream()
                        .skip(2)
                        .map(line -> "| `" + line.replaceAll(" .*", "") + "` |"))
                .allMatch(page::contains);
    }

    @Test
    void an_example_prints_what_it_prints_by_itself() {
        Called called = valve("demo", "error-handling");
        assertThat(called.exitCode()).isZero();
        assertThat(called.complaints()).isEmpty();
        assertThat(called.lines())
                .contains("   charge 2: connection lost", "   attempt 3", "   replayed: sent")
                .last()
                .isEqualTo("   quota used: 2, a replay is not charged again");
    }

    @Test
    void an_example_that_throws_has_failed() {
        Thread.currentThread().interrupt();
        Called called = valve("demo", "api-key-pool");
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err()).contains("InterruptedException");
    }

    @Test
    void an_unknown_demo_is_a_usage_error_that_names_those_there_are() {
        Called called = valve("demo", "nope");
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.complaints()).hasSize(1);
        assertThat(called.err())
                .startsWith("valve: there is no demo \"nope\"; there are saas, quickstart, shared-resource, tiers, ")
                .endsWith(", ai-platform, analytics (see valve demo --help)" + System.lineSeparator());
    }
}
