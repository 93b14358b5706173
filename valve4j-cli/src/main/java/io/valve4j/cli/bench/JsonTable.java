package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Line.Verdict;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was measured as one JSON object, of the same shape for every suite. */
final class JsonTable {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonTable() {}

    static String of(BenchReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        Machine machine = report.machine();
        root.put("date", machine.date().toString());
        root.put("java", machine.java());
        root.put("vm", machine.vm());
        root.put("os", machine.os());
        root.put("processors", machine.processors());
        root.put("quick", report.quick());
        ArrayNode suites = root.putArray("suites");
        report.suites().forEach(suite -> put(suites.addObject(), suite));
        if (!report.failures().isEmpty()) {
            ObjectNode failures = root.putObject("failures");
            report.failures().forEach(failures::put);
        }
        root.put("held", report.held());
        root.put("missed", report.missed());
        return MAPPER.writeValueAsString(root);
    }

    private static void put(ObjectNode node, SuiteReport suite) {
        node.put("suite", suite.suite());
        node.put("about", suite.about());
        ArrayNode groups = node.putArray("groups");
        for (Group group : suite.groups()) {
            ObjectNode each = groups.addObject();
            each.put("name", group.name());
            each.put("unit", group.unit().text());
            each.put("passes", group.passes());
            ArrayNode lines = each.putArray("results");
            group.lines().forEach(line -> put(lines.addObject(), line));
        }
    }

    private static void put(ObjectNode node, Line line) {
        node.put("name", line.name());
        node.put("role", line.role().name().toLowerCase(Locale.ROOT));
        put(node.putObject("score"), line.score());
        line.bytes().ifPresent(bytes -> node.put("bytesPerOperation", bytes));
        line.toFloor().ifPresent(ratio -> put(node.putObject("ratioToFloor"), ratio));
        line.toBestPeer().ifPresent(ratio -> put(node.putObject("ratioToBestPeer"), ratio));
        ArrayNode bounds = node.putArray("bounds");
        for (Verdict verdict : line.verdicts()) {
            Bound bound = verdict.bound();
            ObjectNode each = bounds.addObject();
            each.put("of", bound.measure().name().toLowerCase(Locale.ROOT));
            if (!bound.other().isEmpty()) {
                each.put("against", bound.other());
            }
            each.put(bound.atMost() ? "atMost" : "atLeast", bound.limit());
            each.put("measured", verdict.measured());
            each.put("held", verdict.held());
        }
    }

    private static void put(ObjectNode node, Spread spread) {
        node.put("lowerQuartile", spread.low());
        node.put("median", spread.median());
        node.put("upperQuartile", spread.high());
    }
}
