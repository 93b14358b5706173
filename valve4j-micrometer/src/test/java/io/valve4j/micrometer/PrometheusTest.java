package io.valve4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.valve4j.Permit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The names that Prometheus sees, and that the dashboard asks for these and no others. */
class PrometheusTest {

    private static final Pattern METRIC = Pattern.compile("\\bvalve4j_[a-z0-9_]+");
    private static final Pattern SELECTOR = Pattern.compile("\\b(valve4j_[a-z0-9_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|=|!=|!~)");
    private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{([a-z_]+)}}");

    private static MeterRegistry prometheus(MockClock clock) {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
    }

    private static String scraped(MeterOptions options) throws Exception {
        try (Scene scene = new Scene(PrometheusTest::prometheus, options)) {
            Permit held = scene.playAll();
            PrometheusMeterRegistry registry = (PrometheusMeterRegistry) scene.registry;
            registry.scrape();
            String text = registry.scrape();
            held.close();
            return text;
        }
    }

    @Test
    void the_names_and_labels_are_those_of_the_page() throws Exception {
        Scrape scrape = Scrape.of(scraped(MeterOptions.defaults().topUsers(3)));
        Set<String> names = scrape.labels().keySet().stream()
                .filter(name -> !name.endsWith("_bucket") && !name.endsWith("_sum") && !name.endsWith("_max"))
                .collect(Collectors.toSet());
        String page = Files.readString(Path.of("..", "docs", "metrics.md"));
        assertThat(names).hasSizeGreaterThan(25).allMatch(name -> name.startsWith("valve4j_"));
        for (String name : names) {
            String documented = name.replaceAll("_(total|count)$", "").replaceAll("_seconds$", "");
            assertThat(page).as(name).containsPattern("`" + documented.replace("_", "[._]") + "`");
        }
    }

    @Test
    void every_meter_on_the_page_is_exported() throws Exception {
        Set<String> exported =
                Scrape.of(scraped(MeterOptions.defaults().topUsers(3))).labels().keySet();
        Matcher rows = Pattern.compile("(?m)^\\| `valve4j[.a-z]*` \\| `(valve4j_[a-z_]+)` \\|")
                .matcher(Files.readString(Path.of("..", "docs", "metrics.md")));
        List<String> documented = new ArrayList<>();
        while (rows.find()) {
            documented.add(rows.group(1));
        }
        assertThat(documented).hasSizeGreaterThan(20);
        assertThat(exported.stream().map(name -> name.replaceAll("_(bucket|count|sum|max)$", "")))
                .containsAll(documented.stream()
                        // Only where events are lost, which this scene does not go to.
                        .filter(name -> !name.equals("valve4j_events_lost_total"))
                        .toList());
    }

    @Test
    void no_label_names_a_user_unless_asked() throws Exception {
        assertThat(Scrape.of(scraped(MeterOptions.defaults())).labels().values())
                .noneMatch(labels -> labels.contains("user"));
        assertThat(Scrape.of(scraped(MeterOptions.defaults().topUsers(1)))
                        .labels()
                        .values())
                .anyMatch(labels -> labels.contains("user"));
    }

    @Test
    void the_dashboard_asks_only_for_what_is_exported_and_no_panel_is_empty() throws Exception {
        Scrape scrape = Scrape.of(scraped(MeterOptions.defaults()));
        List<JsonNode> panels = panels();
        assertThat(panels).hasSizeGreaterThan(12);
        for (JsonNode panel : panels) {
            String title = panel.get("title").asString();
            assertThat(panel.get("targets")).as(title).isNotEmpty();
            for (JsonNode target : panel.get("targets")) {
                check(
                        title,
                        target.get("expr").asString(),
                        target.get("legendFormat").asString(),
                        scrape);
            }
        }
    }

    private static List<JsonNode> panels() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(Files.readString(Path.of("..", "docs", "grafana", "valve4j.json")));
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            if (!panel.get("type").asString().equals("row")) {
                panels.add(panel);
            }
        }
        return panels;
    }

    private static void check(String title, String expression, String legend, Scrape scrape) {
        Set<String> names = found(METRIC, expression);
        assertThat(names).as(title).isNotEmpty();
        assertThat(scrape.labels()).as(title).containsKeys(names.toArray(String[]::new));
        Matcher selectors = SELECTOR.matcher(expression);
        while (selectors.find()) {
            assertThat(scrape.labels().get(selectors.group(1)))
                    .as(title)
                    .containsAll(found(MATCHER, selectors.group(2)));
        }
        Set<String> grouped = new HashSet<>();
        for (String group : found(BY, expression)) {
            grouped.addAll(List.of(group.split(",\\s*")));
        }
        for (String name : names) {
            assertThat(scrape.labels().get(name)).as(title).containsAll(grouped);
        }
        assertThat(grouped).as(title).containsAll(found(LEGEND, legend));
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new HashSet<>();
        Matcher each = pattern.matcher(text);
        while (each.find()) {
            found.add(each.groupCount() == 0 ? each.group() : each.group(1));
        }
        return found;
    }

    /** The control: what is not exported is missed. */
    @Test
    void an_expression_on_a_name_or_a_label_that_does_not_exist_is_found_out() throws Exception {
        Scrape scrape = Scrape.of(scraped(MeterOptions.defaults()));
        for (String wrong : List.of(
                "sum (valve4j_no_such_thing)",
                "sum (valve4j_workers{nobody=\"x\"})",
                "sum by (nobody) (valve4j_workers)")) {
            assertThat(catchThrowable(() -> check("wrong", wrong, "", scrape)))
                    .as(wrong)
                    .isInstanceOf(AssertionError.class);
        }
    }
}
