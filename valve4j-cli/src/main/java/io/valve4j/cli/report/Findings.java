package io.valve4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was found, and how much of what was asked is so.
 *
 * @param all in their order
 */
public record Findings(List<Finding> all) {

    /** Keeps a copy. */
    public Findings {
        all = List.copyOf(all);
    }

    /** For a terminal: a table in groups, and a last line that says how many bounds were held. */
    public List<String> lines() {
        Table table = Table.withText("", "", "bound", "");
        for (Finding finding : all) {
            table.row(
                    "  " + finding.what(),
                    finding.measured(),
                    finding.bound().map(Finding.Bound::text).orElse(""),
                    finding.bound()
                            .map(bound -> bound.held() ? "held" : "MISSED")
                            .orElse(""));
        }
        List<String> rows = table.lines();
        List<String> lines = new ArrayList<>();
        String group = "";
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).group().equals(group)) {
                group = all.get(i).group();
                lines.add(group);
            }
            lines.add(rows.get(i + 1));
        }
        lines.add("");
        lines.add(count(true) + " bounds held, " + count(false) + " missed");
        return lines;
    }

    /** How many bounds were held, or missed. */
    public long count(boolean held) {
        return all.stream()
                .flatMap(finding -> finding.bound().stream())
                .filter(bound -> bound.held() == held)
                .count();
    }

    /** For a machine: adds itself to an object. */
    public void addTo(ObjectNode root) {
        ArrayNode list = root.putArray("findings");
        for (Finding finding : all) {
            ObjectNode node = list.addObject();
            node.put("group", finding.group());
            node.put("what", finding.what());
            node.put("measured", finding.measured());
            node.put("value", finding.value());
            finding.bound().ifPresent(bound -> {
                node.put("bound", bound.text());
                node.put("held", bound.held());
            });
        }
        root.put("held", count(true));
        root.put("missed", count(false));
    }
}
