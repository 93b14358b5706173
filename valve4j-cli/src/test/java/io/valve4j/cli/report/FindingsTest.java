package io.valve4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class FindingsTest {

    private final Findings findings = new Findings(List.of(
            Finding.of("users", "per second", "1,000", 1_000),
            Finding.atMost("users", "heap", "B", 168.25, 200),
            Finding.atMost("users", "heap left", "B", 8.5, 1),
            Finding.equal("tasks", "run", 1_500, 1_500)));

    @Test
    void says_what_was_held_and_what_was_missed_and_counts_only_what_has_a_bound() {
        assertThat(findings.lines())
                .containsExactly(
                        "users",
                        "  per second   1,000",
                        "  heap         168 B  <= 200 B  held",
                        "  heap left   8.50 B    <= 1 B  MISSED",
                        "tasks",
                        "  run          1,500   = 1,500  held",
                        "",
                        "2 bounds held, 1 missed");
    }

    @Test
    void says_the_same_to_a_machine() {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        findings.addTo(root);
        JsonNode heap = root.get("findings").get(1);
        assertThat(heap.get("value").asDouble()).isEqualTo(168.25);
        assertThat(heap.get("bound").asString()).isEqualTo("<= 200 B");
        assertThat(heap.get("held").asBoolean()).isTrue();
        assertThat(root.get("findings").get(0).has("bound")).isFalse();
        assertThat(root.get("held").asInt()).isEqualTo(2);
        assertThat(root.get("missed").asInt()).isEqualTo(1);
    }
}
