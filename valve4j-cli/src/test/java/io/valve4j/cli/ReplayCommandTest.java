package io.valve4j.cli;

import static io.valve4j.cli.Called.valve;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayCommandTest {

    private static final String FIVE_AT_ONCE = """
            192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 1
            192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /b HTTP/1.1" 200 1
            192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /c HTTP/1.1" 200 1
            192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /d HTTP/1.1" 200 1
            192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /e HTTP/1.1" 200 1
            """;
    private static final String ONE_PER_SECOND = """
            resources: { api: { rate: 1/s } }
            profiles: { all: { shared: api } }
            """;

    @TempDir
    private Path folder;

    private Path log;
    private Path plans;

    @BeforeEach
    void files() throws IOException {
        log = Files.writeString(folder.resolve("access.log"), FIVE_AT_ONCE);
        plans = Files.writeString(folder.resolve("plans.yaml"), ONE_PER_SECOND);
    }

    @Test
    void tells_what_would_have_happened() {
        Called called = replay("--config", plans.toString());
        assertThat(called.err()).isEmpty();
        assertThat(called.exitCode()).isZero();
        assertThat(called.lines())
                .startsWith("access.log: 5 requests of 1 user, 2015-05-17T10:05:03Z to 2015-05-17T10:05:03Z")
                .contains(
                        "profile  asked  ran  wait p50  p99  max  refused",
                        "all          5    5       2 s  4 s  4 s  -",
                        "worst-off user  asked  ran  wait p50  p99  max  refused",
                        "192.0.2.1           5    5       2 s  4 s  4 s  -");
    }

    @Test
    void without_plans_it_says_which_it_uses() {
        assertThat(replay().lines())
                .contains(
                        "plans: built in (server for all: 10/s, 10 workers, queue 1,000; each user: 1/s,",
                        "burst 10)",
                        "Nobody had to wait, and nobody was refused.");
    }

    @Test
    void prints_json_in_this_shape() throws IOException {
        Files.writeString(log, FIVE_AT_ONCE + "nonsense\n");
        Called called = replay("--config", plans.toString(), "--wait", "2.5s", "--json");
        String json = called.out().replace(plans.toString(), "plans.yaml");
        assertThat(json).isEqualToNormalizingNewlines(resource("replay/golden.json"));
    }

    @Test
    void reads_gzip_by_what_is_in_the_file_not_by_its_name() throws IOException {
        Path zipped = folder.resolve("access_log");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(FIVE_AT_ONCE.getBytes(StandardCharsets.UTF_8));
        }
        Called plain = replay("--config", plans.toString());
        Called gzip = valve("replay", zipped.toString(), "--config", plans.toString());
        assertThat(gzip.out()).isEqualTo(plain.out().replace("access.log:", "access_log:"));
    }

    @Test
    void bad_lines_are_counted_and_the_first_few_shown() throws IOException {
        Files.writeString(log, FIVE_AT_ONCE + "nonsense\n\n" + "x y z\n".repeat(9));
        assertThat(replay().lines())
                .contains(
                        "10 of 15 lines could not be read; the first of them:",
                        "  line 6: the ident is missing",
                        "  line 8: the login name is missing, or has no [ after it",
                        "  line 11: the login name is missing, or has no [ after it")
                .doesNotContain("  line 12: the login name is missing, or has no [ after it");
    }

    @Test
    void no_line_is_wider_than_eighty_columns() throws IOException {
        String agent = "x".repeat(500);
        Files.writeString(
                log,
                FIVE_AT_ONCE
                                .replace("GET", "G".repeat(300))
                                .replace(" 200 1\n", " 200 1 \"-\" \"" + agent + "\"\n")
                                .repeat(400)
                        + "y".repeat(400) + "\n");
        Called called = replay("--user-field", "agent", "--wait", "3min");
        assertThat(called.exitCode()).isZero();
        assertThat(called.lines()).anyMatch(line -> line.contains("QUEUE_FULL")).allMatch(line -> line.length() <= 80);
    }

    @Test
    void a_file_that_cannot_be_read_is_one_line_and_exit_code_1() throws IOException {
        assertFails("access.log: is empty", "");
        assertFails(
                "access.log: is no access log: none of its 2 lines could be read; line 1: the ident is missing",
                "a\nb");
        assertFails(
                "its requests must lie within 190 years",
                FIVE_AT_ONCE + "192.0.2.1 - - [17/May/2206:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 1\n");
        Files.delete(log);
        assertThat(replay().complaints()).containsExactly("valve: " + log + ": there is no such file");
        assertThat(valve("replay", folder.toString()).complaints())
                .containsExactly("valve: " + folder + ": is a directory");
    }

    private void assertFails(String complaint, String content) throws IOException {
        Files.writeString(log, content);
        Called called = replay();
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.out()).isEmpty();
        assertThat(called.complaints()).hasSize(1).first().asString().contains(complaint);
    }

    @Test
    void damaged_gzip_is_one_line_and_exit_code_1() throws IOException {
        Path zipped = Files.writeString(folder.resolve("access.log.gz"), FIVE_AT_ONCE);
        assertThat(valve("replay", zipped.toString()).complaints())
                .containsExactly("valve: " + zipped + ": is named .gz but is not gzip");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(FIVE_AT_ONCE.getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(zipped);
        Files.write(zipped, Arrays.copyOf(whole, whole.length / 2));
        Called truncated = valve("replay", zipped.toString());
        assertThat(truncated.exitCode()).isEqualTo(1);
        assertThat(truncated.complaints()).hasSize(1).first().asString().contains("cannot be read to its end");
    }

    @Test
    void mistakes_in_the_plans_are_reported_together_with_exit_code_1() throws IOException {
        Files.writeString(
                plans, "resources: { api: { rate: fast, workers: 0 } }\nprofiles: { all: { shared: ape } }\n");
        Called called = replay("--config", plans.toString());
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.complaints()).hasSize(4);
        assertThat(called.complaints().get(0)).isEqualTo("valve: " + plans + ": 3 mistakes");
        assertThat(called.complaints().get(1)).startsWith(plans + ":1:27: resources.api.rate: a rate is written as");
    }

    @Test
    void a_lifetime_quota_is_refused_since_a_log_has_no_subscriptions() throws IOException {
        Files.writeString(plans, "profiles: { pro: { dedicated: {}, quotas: [ { limit: 5, per: lifetime } ] } }");
        assertThat(replay("--config", plans.toString()).complaints())
                .containsExactly("valve: " + plans + ": profiles.pro: quota calls-lifetime is measured from a"
                        + " subscription, and the users of a log have none: use per: day, week, month or year");
    }

    @Test
    void with_several_profiles_and_no_users_it_asks_for_them() throws IOException {
        Files.writeString(plans, "profiles: { free: { dedicated: {} }, pro: { dedicated: {} } }");
        assertThat(replay("--config", plans.toString()).complaints())
                .containsExactly("valve: " + plans + ": users: say on which profile the users are, for example users: {"
                        + " default: free }");
    }

    @Test
    void who_has_no_profile_is_refused_as_not_subscribed() throws IOException {
        Files.writeString(plans, ONE_PER_SECOND + "users: { somebody: all }\n");
        assertThat(replay("--config", plans.toString()).lines())
                .contains("(none)       5    0         -    -    -  5 NOT_SUBSCRIBED");
    }

    @Test
    void wrong_options_are_usage_errors_in_one_line() {
        assertUsageError("Missing required parameter: 'FILE'", "replay");
        assertUsageError("must be a duration such as 50ms", "replay", "x", "--wait", "soon");
        assertUsageError("at most 365 days, but was \"366day\"", "replay", "x", "--duration", "366day");
        assertUsageError("--top must be 0 or more, but was -1", "replay", "x", "--top", "-1");
        assertUsageError("expected one of [ADDRESS, USER, AGENT, GROUP]", "replay", "x", "--user-field", "shoe");
    }

    @Test
    void wrong_numbers_are_usage_errors_too() {
        assertUsageError("must be fair, fifo or round-robin, but was \"lifo\"", "replay", "x", "--policy", "lifo");
        assertUsageError("must be unlimited, or a number between 0", "replay", "x", "--queue", "-1");
        assertUsageError("must be a number between 1 and 1000000, but was \"0\"", "replay", "x", "--workers", "0");
        assertUsageError("must be a number between 0.001 and 1000000", "replay", "x", "--speed", "0");
        assertUsageError("a rate is written as", "replay", "x", "--rate", "fast");
        assertUsageError("must be like time=when,user=who", "replay", "x", "--columns", "when");
    }

    @Test
    void jobs_meet_one_server_of_which_the_options_say_what_it_is_like() throws IOException {
        Called called = valve("replay", jobs().toString(), "--workers", "1", "--compare", "fifo,round-robin");
        assertThat(called.err()).isEmpty();
        assertThat(called.lines())
                .contains(
                        "plans: one server for all (1 worker, unlimited queue)",
                        "policy       light: mean   p50   p99  heavy: mean   p50   p99",
                        "fair                10 s  10 s  10 s      10.66 s  11 s  21 s",
                        "fifo                30 s  30 s  30 s         10 s  10 s  20 s",
                        "round-robin         10 s  10 s  10 s      10.66 s  11 s  21 s",
                        "policy          used  share gap  bound  refused",
                        "fair         100.0 %     9.99 s   11 s  -");
    }

    /** User 1 sends three jobs of ten seconds, and user 2 one of a second behind them. */
    private Path jobs() throws IOException {
        String job = "1 0 -1 %d 1 -1 -1 -1 1 -1 -1 %d 1 -1 -1 1 -1 -1\n";
        String all = "; UnixStartTime: 1132444805\n" + job.formatted(10, 1).repeat(3) + job.formatted(1, 2);
        return Files.writeString(folder.resolve("jobs.swf"), all);
    }

    @Test
    void speed_brings_arrivals_together_and_leaves_durations() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), """
                when,who,took
                2026-01-01 00:00:00,ada,10
                2026-01-01 00:00:10,ada,10
                2026-01-01 00:00:20,ada,10
                """);
        String[] args = {
            "replay",
            table.toString(),
            "--columns",
            "time=when,user=who,duration=took",
            "--workers",
            "1",
            "--speed",
            "2"
        };
        assertThat(valve(args).lines())
                .contains("everyone      3    3       5 s  10 s  10 s  -")
                .anyMatch(line -> line.contains("arriving 2 times as fast"));
        args[args.length - 1] = "1";
        assertThat(valve(args).lines()).contains("Nobody had to wait, and nobody was refused.");
    }

    @Test
    void options_go_before_the_plans_and_other_plans_stand_beside() throws IOException {
        Path other = Files.writeString(folder.resolve("other.yaml"), ONE_PER_SECOND.replace("1/s", "1/min"));
        Called called = replay("--config", plans.toString(), "--rate", "2/s", "--compare", other.toString(), "--json");
        JsonNode root = new JsonMapper().readTree(called.out());
        assertThat(root.at("/settings/plans").asString()).isEqualTo(plans + " with 2/s");
        assertThat(root.at("/policies").propertyNames()).containsExactly("fair", "other.yaml");
        assertThat(root.at("/policies/fair/heavy/p50WaitSeconds").asDouble())
                .isEqualTo(root.at("/policies/other.yaml/heavy/p50WaitSeconds").asDouble());
        Called without = replay("--config", plans.toString(), "--compare", other.toString(), "--json");
        assertThat(new JsonMapper()
                        .readTree(without.out())
                        .at("/policies/other.yaml/refusals/WAIT_TIMEOUT")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void what_is_compared_twice_or_is_no_file_is_one_line() {
        assertThat(replay("--compare", "fair").complaints())
                .containsExactly("valve: --compare: \"fair\" is there already");
        assertThat(replay("--compare", "nowhere.yaml").complaints())
                .containsExactly("valve: nowhere.yaml: there is no such file");
        assertThat(replay("--compare", "fifo,,round-robin").complaints())
                .containsExactly("valve: --compare: a policy or a file of plans is missing");
    }

    @Test
    void a_table_needs_its_columns() throws IOException {
        Files.writeString(log, "when,who\n1,2\n");
        assertThat(replay().complaints()).hasSize(1).first().asString().endsWith("(a table needs --columns)");
        assertThat(replay("--columns", "time=when,user=whom").complaints())
                .containsExactly("valve: " + log + ": has no column \"whom\"; its first line has \"when\", \"who\"");
    }

    @Test
    void gzip_that_ends_in_its_head_is_damaged_too() throws IOException {
        Files.write(log, new byte[] {0x1f, (byte) 0x8b});
        assertThat(replay().complaints()).containsExactly("valve: " + log + ": is damaged gzip: it ends too soon");
    }

    @Test
    void times_beyond_all_calendars_are_bad_lines() throws IOException {
        Files.writeString(log, "t,u\n+999999999-12-31T23:59:59Z,ada\n-999999999-01-01T00:00:00Z,ada\n1767225600,ada\n");
        Path page = folder.resolve("page.html");
        Called called = replay("--columns", "time=t,user=u", "--report", page.toString());
        assertThat(called.err()).isEmpty();
        assertThat(called.lines()).contains("2 of 3 lines could not be read:");
        assertFails("the time must look like", FIVE_AT_ONCE.replace("2015", "+999999999"));
    }

    @Test
    void where_only_some_lines_say_how_long_they_take_it_says_so() throws IOException {
        Files.writeString(log, "t,u,d\n1767225600,ada,2\n1767225600,ada,\n");
        assertThat(replay("--columns", "time=t,user=u,duration=d").out().replaceAll("\\s+", " "))
                .contains("each request takes what its line says, or 50 ms where it does not, and is ready");
    }

    @Test
    void options_that_do_not_fit_the_input_are_not_passed_over() throws IOException {
        Files.writeString(log, "t,u\n1767225600,ada\n");
        assertThat(replay("--columns", "time=t,user=u", "--user-field", "group").complaints())
                .containsExactly("valve: " + log
                        + ": is a table, where --columns says whose a request is: leave --user-field out");
        Files.writeString(log, "; a workload\n1 0 0 5 1 0 0 1 0 0 1 7 7 0 0 0 0 0\n");
        assertThat(replay("--duration-field", "ms").complaints())
                .containsExactly("valve: " + log + ": is a workload of jobs, whose run times are in seconds: leave"
                        + " --duration-field out");
    }

    @Test
    void a_page_that_cannot_be_written_costs_nothing_but_the_page() {
        Path page = folder.resolve("missing").resolve("page.html");
        Called called = replay("--report", page.toString());
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.complaints()).containsExactly("valve: " + page + ": its folder does not exist");
        assertThat(called.lines()).contains("Nobody had to wait, and nobody was refused.");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_user() throws IOException {
        Files.writeString(log, "\uFEFF" + FIVE_AT_ONCE);
        assertThat(replay().out()).startsWith("access.log: 5 requests of 1 user,");
        Files.writeString(log, "\uFEFF; a workload\n1 0 0 5 1 0 0 1 0 0 1 7 7 0 0 0 0 0\n");
        assertThat(replay("--json").out()).contains("\"format\" : \"workload of jobs (SWF)\"");
    }

    @Test
    void the_page_stands_alone_and_names_in_it_are_data() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), """
                2026-01-01 00:00:00,</script><img src=x onerror=alert(1)>,10
                2026-01-01 00:00:01,{{js}} $1 \\,10
                """);
        Path page = folder.resolve("page.html");
        Called called =
                valve("replay", table.toString(), "--columns", "time=1,user=2,duration=3", "--report", page.toString());
        assertThat(called.err()).isEmpty();
        String html = Files.readString(page);
        assertThat(html)
                .contains("\\u003c/script\\u003e\\u003cimg src=x onerror=alert(1)\\u003e", "\"{{js}} $1 \\\\\"")
                .contains("default-src 'none'", "The MIT License")
                .doesNotContain("<img", "src=\"", "@import", "url(");
    }

    private static void assertUsageError(String complaint, String... args) {
        Called called = valve(args);
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.complaints()).hasSize(1).first().asString().contains(complaint);
    }

    private Called replay(String... options) {
        String[] args = Arrays.copyOf(new String[] {"replay", log.toString()}, options.length + 2);
        System.arraycopy(options, 0, args, 2, options.length);
        return valve(args);
    }

    private static String resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(ReplayCommandTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
