package io.valve4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The examples as they are run, in real time. Asserted is what holds on a slow machine too: order, counts, and that no rate is
 * exceeded; never that something was quick.
 */
@Timeout(15)
class ExamplesTest {

    @Test
    void shared_resource_lets_the_quiet_users_start_between_the_busy_ones_tasks() throws Exception {
        Printed printed = Printed.by(SharedResource::run);
        List<String> starts = printed.lines().stream()
                .map(String::strip)
                .filter(line -> line.matches("(ada|bob|cyd) \\d"))
                .toList();
        assertThat(starts).hasSize(12).startsWith("ada 1").doesNotHaveDuplicates();
        assertThat(starts.indexOf("bob 2")).isLessThan(starts.indexOf("ada 8"));
        assertThat(starts.indexOf("cyd 2")).isLessThan(starts.indexOf("ada 8"));
        assertThat(printed.secondsIn("12 calls took")).isGreaterThanOrEqualTo(2.75);
    }

    @Test
    void tiers_share_one_rate_among_the_free_and_give_each_premium_user_their_own() throws Exception {
        Printed printed = Printed.by(Tiers::run);
        assertThat(printed.secondsIn("pam,")).isGreaterThanOrEqualTo(0.5);
        assertThat(printed.secondsIn("paul,")).isGreaterThanOrEqualTo(0.5);
        assertThat(printed.secondsIn("fred,")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void api_key_pool_uses_every_key_and_none_above_its_rate() throws Exception {
        Printed printed = Printed.by(ApiKeyPool::run);
        List<List<Integer>> calls = printed.starting("key-").stream()
                .map(line -> Arrays.stream(line.substring(6).strip().split(" +"))
                        .map(Integer::valueOf)
                        .toList())
                .toList();
        assertThat(calls).hasSize(3).allMatch(ofOneKey -> ofOneKey.size() >= 5);
        assertThat(calls.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 25).boxed().toList());
        double seconds = printed.secondsIn("it took");
        assertThat(calls).allMatch(ofOneKey -> ofOneKey.size() <= 5 + 5 * (seconds + 0.01));
    }

    @Test
    void durable_store_goes_on_after_a_restart_where_it_was() throws Exception {
        assertThat(Printed.by(DurableStore::run).lines())
                .containsExactly(
                        "before the restart",
                        "   taken, 4 left",
                        "   taken, 3 left",
                        "   taken, 2 left",
                        "",
                        "after it: another pool, another manager, the same file",
                        "   ada is still on pro, and has used 3 of 5",
                        "   taken, 1 left",
                        "   taken, 0 left",
                        "   refused: QUOTA_EXCEEDED");
    }

    @Test
    void graceful_shutdown_loses_no_mail() throws Exception {
        assertThat(Printed.by(GracefulShutdown::run).lines())
                .containsExactly(
                        "6 mails wait for 2 workers, and the service is told to stop",
                        "",
                        "with time enough, shutdown(10 s):",
                        "  one more mail is refused: SHUTTING_DOWN",
                        "  sent: 6",
                        "  interrupted: 0",
                        "  handed back: []",
                        "  ada's quota: 6 used before, 6 after",
                        "",
                        "with a mail server that hangs, shutdown(300 ms):",
                        "  one more mail is refused: SHUTTING_DOWN",
                        "  sent: 0",
                        "  interrupted: 2",
                        "  handed back: [mail 3, mail 4, mail 5, mail 6]",
                        "  ada's quota: 6 used before, 2 after");
    }

    @Test
    void request_timeout_charges_only_what_started() throws Exception {
        Printed printed = Printed.by(RequestTimeout::run);
        assertThat(printed.text())
                .contains("TimeoutException: the deadline of \"sales report\" of user \"ada\" passed");
        assertThat(printed.lines())
                .containsSubsequence(
                        "quota used: 1",
                        "   quota used: 1, its charge was given back",
                        "   refused at once: DEADLINE_UNREACHABLE",
                        "   refused after the wait: WAIT_TIMEOUT",
                        "   cancelled: true",
                        "   the worker is free again: the next report ran",
                        "quota used: 3, by the tasks that started");
    }

    @Test
    void subscription_management_changes_what_the_limiter_admits_and_keeps_the_audit() throws Exception {
        Printed printed = Printed.by(SubscriptionManagement::run);
        assertThat(printed.starting("  export"))
                .containsExactly(
                        "  export 1               allowed, 2 left",
                        "  export 2               allowed, 1 left",
                        "  export 3               allowed, 0 left",
                        "  export 4               refused, QUOTA_EXCEEDED",
                        "  export 4               refused, QUOTA_EXCEEDED",
                        "  export 4               allowed, 0 left",
                        "  export 5               refused, QUOTA_EXCEEDED",
                        "  export 1               allowed, 3 left",
                        "  export 2               allowed, 3 left",
                        "  export 3               refused, PAUSED",
                        "  export 3               allowed, 9 left",
                        "  export 4               refused, CANCELED");
        assertThat(printed.lines())
                .contains("  before she subscribes  refused, NOT_SUBSCRIBED")
                .contains("creating another one: ALREADY_SUBSCRIBED")
                .contains("preview of max: exports left now 3, then 10")
                .endsWith(
                        "the audit",
                        "   1  CREATED           by web shop: order 4711",
                        "   2  EXTENDED          by web shop: order 4711",
                        "   3  QUOTA_OVERRIDDEN  by eve of support: ticket 99",
                        "   4  USAGE_RESET       by eve of support: ticket 99",
                        "   5  QUOTA_OVERRIDDEN  by eve of support: ticket 99",
                        "   6  GRANTED           by eve of support: ticket 99",
                        "   7  PAUSED            by web shop: order 4711",
                        "   8  RESUMED           by web shop: order 4711",
                        "   9  PROFILE_CHANGED   by web shop: order 4711",
                        "  10  CANCELED          by web shop: order 4711");
    }

    @Test
    void edge_cases_are_answered_by_the_valve_itself() throws Exception {
        assertThat(Printed.by(EdgeCases::run).text())
                .containsSubsequence(
                        "0.5 a minute? -> first: allowed -> second: user \"ada\"",
                        "RATE_LIMITED",
                        "above the burst?",
                        "COST_TOO_HIGH",
                        "A hundred refusals: do they use anything up? -> no:",
                        "10 of 10 left",
                        "frees its worker once; first: had, second: not had",
                        "refused at once, since it would wait for itself: QUEUE_FULL",
                        "-> 0: refused, QUOTA_EXCEEDED",
                        "-> UNLIMITED: allowed",
                        "98 of 100 left",
                        "NOT_SUBSCRIBED",
                        "UNKNOWN_RESOURCE",
                        "UNKNOWN_PROFILE",
                        "\"eve\\u000aroot logged in\"",
                        "the user's id must not be blank",
                        "the permits of a rate must be at least 1, but was 0",
                        "but was -1",
                        "shares resource \"gpu\", which is not registered");
    }

    @Test
    void monitoring_counts_a_thousand_users_in_a_handful_of_lines() throws Exception {
        Printed printed = Printed.by(Monitoring::run);
        assertThat(printed.lines().stream().filter(line -> line.contains("{")).map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "completed{resource=api} 10",
                        "dead_letters{resource=api} 1",
                        "failed{resource=api, error=IllegalStateException} 1",
                        "refused{resource=api, reason=QUEUE_FULL} 989",
                        "refused{resource=mail, reason=RATE_LIMITED} 950",
                        "submitted{resource=api} 11");
        assertThat(printed.text()).doesNotContain("user-");
    }

    @Test
    void error_handling_retries_the_store_and_replays_the_dead_letter() throws Exception {
        assertThat(Printed.by(ErrorHandling::run).lines())
                .containsExactly(
                        "1. a store that fails twice, for a moment",
                        "   charge 1: connection lost",
                        "   charge 2: connection lost",
                        "   the task ran: hello",
                        "   quota used: 1",
                        "",
                        "2. a task that fails for good",
                        "   attempt 1",
                        "   attempt 2",
                        "   attempt 3",
                        "   it failed: java.io.IOException: mail server is down",
                        "   dead letter: invoice 17 of ada, 3 attempts",
                        "   quota used: 2, one call whatever the attempts",
                        "",
                        "3. the server is up again: replay",
                        "   attempt 4",
                        "   replayed: sent",
                        "   dead letters left: 0",
                        "   quota used: 2, a replay is not charged again");
    }

    @Test
    void api_gateway_turns_reasons_into_status_codes() throws Exception {
        Printed printed = Printed.by(ApiGateway::run);
        assertThat(printed.starting("key-"))
                .containsExactly(
                        "key-free    200",
                        "key-free    200",
                        "key-free    200",
                        "key-free    429",
                        "key-trial   200",
                        "key-trial   200",
                        "key-trial   403",
                        "key-forged  401");
        assertThat(printed.lines())
                .anyMatch(line -> line.matches(" +RateLimit: \"dedicated rate\";r=0;t=\\d+"))
                .anyMatch(line -> line.matches(" +Retry-After: ([1-9]|1\\d|20)"))
                .anyMatch(line -> line.contains("\"reason\":\"RATE_LIMITED\""))
                .anyMatch(line -> line.contains("\"reason\":\"QUOTA_EXCEEDED\""))
                .anyMatch(line -> line.contains("\"reason\":\"NOT_SUBSCRIBED\""));
    }

    @Test
    void database_connections_keep_one_for_the_other_tenants() throws Exception {
        Printed printed = Printed.by(DatabaseConnections::run);
        assertThat(printed.lines())
                .containsSubsequence(
                        "acme hands in 20 queries that take the whole night; 2 run, 18 wait",
                        "bolt queries meanwhile: 3 connections in use",
                        "bolt is done: 2 in use; the third stays free for other tenants",
                        "acme asks for the third: not granted",
                        "morning: all 20 ran; never more than 3 connections in use");
    }

    @Test
    void ai_platform_shares_the_gpu_by_weight_and_counts_tokens() throws Exception {
        Printed printed = Printed.by(AiPlatform::run);
        List<String> order = printed.lines().stream()
                .filter(line -> line.matches("(  fay|  pam)( fay| pam)+"))
                .map(String::strip)
                .findFirst()
                .map(line -> List.of(line.split(" ")))
                .orElseThrow();
        assertThat(order).hasSize(16);
        // Three to one; a task that takes longer on a slow machine counts for more, so not to the last one.
        assertThat(order.subList(0, 8)).filteredOn("pam"::equals).hasSizeBetween(4, 7);
        assertThat(printed.lines())
                .containsSubsequence(
                        "  tokens today: 400 of 1000 used",
                        "  a prompt of 300 tokens: answered",
                        "  a prompt of 400 tokens: QUOTA_EXCEEDED, 300 left",
                        "  a prompt of 300 tokens: answered",
                        "  tokens today: 1000 of 1000 used");
    }

    @Test
    void analytics_runs_the_important_more_often_and_the_rest_all_the_same() throws Exception {
        Printed printed = Printed.by(Analytics::run);
        long dashboard = early(printed, "sales dashboard");
        long report = early(printed, "monthly report");
        long export = early(printed, "nightly export");
        assertThat(dashboard + report + export).isEqualTo(20);
        assertThat(dashboard).isGreaterThan(report);
        assertThat(report).isGreaterThan(export);
        assertThat(export).isPositive();
    }

    /** How many of the first 20 queries, while all three wait, were this job's. */
    private static long early(Printed printed, String job) {
        String row = printed.starting(job).get(0).substring(17, 17 + 36);
        assertThat(row).matches("[.#]+");
        assertThat(row.chars().filter(mark -> mark == '#')).hasSize(12);
        return row.substring(0, 20).chars().filter(mark -> mark == '#').count();
    }
}
