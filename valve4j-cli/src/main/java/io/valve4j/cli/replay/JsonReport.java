package io.valve4j.cli.replay;

import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.traffic.Score;
import io.valve4j.testkit.traffic.ShareGap;
import io.valve4j.testkit.traffic.Waits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A replay for a machine: one JSON object. Durations are in seconds, exact to the nanosecond. */
public final class JsonReport {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private JsonReport() {}

    /** The JSON text, several lines long. */
    public static String of(Replay replay, int worstOff) {
        ObjectNode root = MAPPER.createObjectNode();
        input(root.putObject("input"), replay);
        ObjectNode settings = root.putObject("settings");
        settings.put("plans", replay.outcome().scenario().configuration());
        Duration wait = replay.settings().maxWait();
        put(settings, "waitSeconds", wait.equals(TaskOptions.FOREVER) ? Optional.empty() : Optional.of(wait));
        settings.put("durationSeconds", seconds(replay.settings().duration()));
        settings.put("speed", replay.settings().speed());
        ObjectNode policies = root.putObject("policies");
        replay.outcomes()
                .forEach(outcome -> policy(policies.putObject(outcome.scenario().name()), outcome));
        ObjectNode profiles = root.putObject("profiles");
        replay.outcome().profiles().forEach((name, score) -> profile(profiles.putObject(name), score));
        ArrayNode users = root.putArray("users");
        for (Outcome.UserScore user : replay.outcome().worstOff(worstOff)) {
            ObjectNode node = users.addObject();
            node.put("user", user.user());
            node.put("profile", user.profile());
            profile(node, user.score());
        }
        return MAPPER.writeValueAsString(root);
    }

    private static void input(ObjectNode input, Replay replay) {
        Trace trace = replay.trace();
        input.put("file", replay.file());
        input.put("format", trace.format());
        input.put("tasks", trace.requests().size());
        input.put("users", replay.outcome().users().size());
        input.put("from", trace.requests().get(0).at().toString());
        input.put("to", trace.requests().get(trace.requests().size() - 1).at().toString());
        input.put("lines", trace.lines());
        input.put("badLines", trace.badLines());
        ArrayNode bad = input.putArray("firstBadLines");
        trace.firstBad()
                .forEach(line -> bad.addObject().put("line", line.number()).put("problem", line.problem()));
    }

    /** What came of one scenario. */
    static void policy(ObjectNode node, Outcome outcome) {
        node.put("plans", outcome.scenario().configuration());
        node.put("policy", Scenario.word(outcome.scenario().turns()));
        counts(node, outcome.all());
        group(node.putObject("light"), outcome.light());
        group(node.putObject("heavy"), outcome.heavy());
        ObjectNode worst = node.putObject("worstOff");
        outcome.worstOff(1).forEach(user -> {
            worst.put("user", user.user());
            group(worst, user.score());
        });
        node.put("utilization", rounded(outcome.traffic().utilization()));
        Optional<ShareGap> gap = outcome.widestGap();
        put(node, "maxShareGap", gap.map(ShareGap::largest));
        put(node, "shareGapBound", gap.map(ShareGap::bound));
        node.put("shareGapPairs", outcome.shareGaps().size());
        node.put(
                "shareGapPairsBeyondBound",
                outcome.shareGaps().stream().filter(each -> !each.withinBound()).count());
        ArrayNode quotas = node.putArray("quotas");
        for (QuotaBurn burn : outcome.quotas()) {
            quotas.addObject()
                    .put("profile", burn.profile())
                    .put("quota", burn.quota().name())
                    .put("limit", burn.quota().limit())
                    .put("users", burn.users().size())
                    .put("usersAtLimit", burn.exhausted())
                    .put("mostUsed", rounded(burn.peak()));
        }
    }

    private static void counts(ObjectNode node, Score score) {
        node.put("tasks", score.asked());
        node.put("admitted", score.ran());
        node.put("refused", score.refused());
        ObjectNode refusals = node.putObject("refusals");
        score.refusals().forEach((reason, count) -> refusals.put(reason.name(), count));
    }

    /** How some users fared. */
    static void group(ObjectNode node, Score score) {
        counts(node, score);
        Waits waits = score.waits();
        put(node, "meanWaitSeconds", waits.mean());
        put(node, "p50WaitSeconds", waits.percentile(50));
        put(node, "p99WaitSeconds", waits.percentile(99));
        put(node, "maxWaitSeconds", waits.percentile(100));
    }

    private static void profile(ObjectNode node, Score score) {
        counts(node, score);
        ObjectNode wait = node.putObject("waitSeconds");
        Waits waits = score.waits();
        put(wait, "p50", waits.percentile(50));
        put(wait, "p99", waits.percentile(99));
        put(wait, "max", waits.percentile(100));
    }

    private static void put(ObjectNode node, String name, Optional<Duration> duration) {
        if (duration.isPresent()) {
            node.put(name, seconds(duration.get()));
        } else {
            node.putNull(name);
        }
    }

    private static BigDecimal seconds(Duration duration) {
        return plain(BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9)));
    }

    private static BigDecimal rounded(double part) {
        return plain(BigDecimal.valueOf(part).setScale(6, RoundingMode.HALF_EVEN));
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
