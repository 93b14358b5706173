package io.valve4j.cli.replay;

import io.valve4j.cli.report.Waits;
import java.math.BigDecimal;
import java.util.OptionalLong;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A replay for a machine: one JSON object. Durations are in seconds, exact to the nanosecond. */
public final class JsonReport {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private JsonReport() {}

    /** The JSON text, several lines long. */
    public static String of(Replay replay, int worstOff) {
        ObjectNode root = MAPPER.createObjectNode();
        input(root.putObject("input"), replay);
        ObjectNode settings = root.putObject("settings");
        settings.put("plans", replay.configuration());
        settings.put("waitSeconds", seconds(replay.maxWait().toNanos()));
        settings.put("durationSeconds", seconds(replay.usualDuration().toNanos()));
        ObjectNode profiles = root.putObject("profiles");
        replay.outcome().profiles().forEach((name, score) -> score(profiles.putObject(name), score));
        ArrayNode users = root.putArray("users");
        for (Outcome.UserScore user : replay.outcome().worstOff(worstOff)) {
            ObjectNode node = users.addObject();
            node.put("user", user.user());
            node.put("profile", user.profile());
            score(node, user.score());
        }
        return MAPPER.writeValueAsString(root);
    }

    private static void input(ObjectNode input, Replay replay) {
        Trace trace = replay.trace();
        input.put("file", replay.file());
        input.put("format", replay.format());
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

    private static void score(ObjectNode node, Score score) {
        node.put("tasks", score.requests());
        node.put("admitted", score.admitted());
        node.put("refused", score.refused());
        ObjectNode refusals = node.putObject("refusals");
        score.refusals().forEach((reason, count) -> refusals.put(reason.name(), count));
        ObjectNode wait = node.putObject("waitSeconds");
        percentile(wait, "p50", score.waits(), 50);
        percentile(wait, "p99", score.waits(), 99);
        percentile(wait, "max", score.waits(), 100);
    }

    private static void percentile(ObjectNode node, String name, Waits waits, int percent) {
        OptionalLong nanos = waits.percentile(percent);
        if (nanos.isEmpty()) {
            node.putNull(name);
        } else {
            node.put(name, seconds(nanos.getAsLong()));
        }
    }

    private static BigDecimal seconds(long nanos) {
        BigDecimal exact = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }
}
