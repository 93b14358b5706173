package io.valve4j.cli.soak;

import io.valve4j.cli.report.Findings;
import io.valve4j.cli.report.Table;
import io.valve4j.cli.report.Text;
import io.valve4j.cli.soak.Latencies.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a soak came to.
 *
 * @param plan how long and how hard it was
 * @param mostHeap what the heap might grow to
 * @param heap bytes that were reachable, by seconds since the start
 * @param periods latencies in each period
 * @param total latencies in all of them
 * @param findings what was found
 * @param surprise the first thing that the valve threw and is no answer
 */
public record SoakReport(
        Plan plan,
        long mostHeap,
        List<Trend.Point> heap,
        List<Map<Kind, Summary>> periods,
        Map<Kind, Summary> total,
        Findings findings,
        Optional<Throwable> surprise) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** For a terminal; the last line says how many bounds were held. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(Text.number(plan.perSecond()) + " requests per second for "
                + Text.duration(plan.length().toNanos()) + ", a heap of at most " + Text.megabytes((double) mostHeap));
        lines.add("");
        lines.addAll(periodTable());
        lines.add("");
        lines.addAll(totalTable());
        surprise.ifPresent(thrown -> {
            lines.add("");
            lines.addAll(Text.wrapped("", "the first surprise: " + Text.shown(thrown.toString(), 2 * Text.WIDTH)));
        });
        lines.add("");
        lines.addAll(findings.lines());
        return lines;
    }

    private List<String> periodTable() {
        Table table = Table.of("period", "take p50", "p99", "p99.9", "task p50", "p99", "p99.9", "heap");
        int samples = heap.size() / periods.size();
        for (int i = 0; i < periods.size(); i++) {
            Optional<Summary> take = of(periods.get(i), Kind.TAKE);
            Optional<Summary> task = of(periods.get(i), Kind.TASK);
            table.row(
                    Text.number(i + 1),
                    take.map(Summary::p50).map(Text::fineDuration).orElse(""),
                    take.map(Summary::p99).map(Text::fineDuration).orElse(""),
                    take.map(Summary::p999).map(Text::fineDuration).orElse(""),
                    task.map(Summary::p50).map(Text::fineDuration).orElse(""),
                    task.map(Summary::p99).map(Text::fineDuration).orElse(""),
                    task.map(Summary::p999).map(Text::fineDuration).orElse(""),
                    Text.megabytes(heap.get((i + 1) * samples - 1).y()));
        }
        return table.lines();
    }

    private List<String> totalTable() {
        Table table = Table.of("all periods", "count", "p50", "p99", "p99.9", "max");
        total.forEach((kind, summary) -> table.row(
                kind.label(),
                Text.number(summary.count()),
                Text.fineDuration(summary.p50()),
                Text.fineDuration(summary.p99()),
                Text.fineDuration(summary.p999()),
                Text.fineDuration(summary.max())));
        return table.lines();
    }

    private static Optional<Summary> of(Map<Kind, Summary> period, Kind kind) {
        return Optional.ofNullable(period.get(kind)).filter(summary -> summary.count() > 0);
    }

    /** For a machine: one JSON object; latencies in nanoseconds. */
    public String json() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("seconds", plan.length().toNanos() / 1e9);
        root.put("perSecond", plan.perSecond());
        root.put("mostHeapBytes", mostHeap);
        ArrayNode samples = root.putArray("heap");
        heap.forEach(point -> samples.addObject().put("seconds", point.x()).put("bytes", (long) point.y()));
        ArrayNode all = root.putArray("periods");
        periods.forEach(period -> latencies(all.addObject(), period));
        latencies(root.putObject("total"), total);
        surprise.ifPresent(thrown -> root.put("surprise", thrown.toString()));
        findings.addTo(root);
        return MAPPER.writeValueAsString(root);
    }

    private static void latencies(ObjectNode node, Map<Kind, Summary> period) {
        period.forEach((kind, summary) -> node.putObject(kind.label())
                .put("count", summary.count())
                .put("p50", summary.p50())
                .put("p99", summary.p99())
                .put("p99.9", summary.p999())
                .put("max", summary.max()));
    }
}
