package io.valve4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What was found once, with the longest figures that there can be in place of those that there were. */
public final class LongFigures {

    private LongFigures() {}

    /** Of all findings in a report for a machine, each with a bound that is missed. */
    public static Findings in(JsonNode report) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode finding : report.get("findings")) {
            findings.add(Finding.atMost(
                    finding.get("group").asString(), finding.get("what").asString(), "us", 98_765_432, 1_234_567));
        }
        return new Findings(findings);
    }
}
