package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Race.Spread;
import io.valve4j.cli.bench.Result.Comparison;
import io.valve4j.cli.report.Table;
import io.valve4j.cli.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a suite has measured, for a person and for a machine.
 *
 * @param suite its name
 * @param results its lines
 */
public record BenchReport(String suite, List<Result> results) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** For a terminal; the last line says how many bounds were held. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        Table table = Table.withText("", "per second", "ratio", "quartiles", ">=", "");
        for (Result result : results) {
            Optional<Comparison> comparison = result.comparison();
            table.row(
                    result.group() + ", " + result.name(),
                    Text.number(Math.round(result.perSecond().median())),
                    comparison.map(each -> ratio(each.ratio().median())).orElse(""),
                    comparison.map(each -> middle(each.ratio())).orElse(""),
                    comparison
                            .filter(Comparison::bound)
                            .map(each -> ratio(each.atLeast()))
                            .orElse(""),
                    comparison.map(BenchReport::verdict).orElse(""));
        }
        lines.addAll(table.lines());
        lines.add("");
        lines.add(count(true) + " bounds held, " + count(false) + " missed");
        return lines;
    }

    private static String verdict(Comparison comparison) {
        String against = "x " + comparison.other();
        return comparison.bound() ? against + (comparison.held() ? ", held" : ", MISSED") : against;
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    private static String middle(Spread spread) {
        return ratio(spread.low()) + "-" + ratio(spread.high());
    }

    private long count(boolean held) {
        return results.stream()
                .flatMap(result -> result.comparison().stream())
                .filter(Comparison::bound)
                .filter(comparison -> comparison.held() == held)
                .count();
    }

    /** For a machine: one JSON object. */
    public String json() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("suite", suite);
        ArrayNode lines = root.putArray("results");
        for (Result result : results) {
            ObjectNode line = lines.addObject();
            line.put("group", result.group());
            line.put("name", result.name());
            spread(line.putObject("perSecond"), result.perSecond());
            result.comparison().ifPresent(comparison -> {
                ObjectNode compared = line.putObject("comparison");
                compared.put("with", comparison.other());
                spread(compared.putObject("ratio"), comparison.ratio());
                if (comparison.bound()) {
                    compared.put("bound", comparison.atLeast());
                    compared.put("held", comparison.held());
                }
            });
        }
        root.put("held", count(true));
        root.put("missed", count(false));
        return MAPPER.writeValueAsString(root);
    }

    private static void spread(ObjectNode node, Spread spread) {
        node.put("lowerQuartile", spread.low());
        node.put("median", spread.median());
        node.put("upperQuartile", spread.high());
    }
}
