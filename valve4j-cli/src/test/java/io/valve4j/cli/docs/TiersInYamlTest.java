package io.valve4j.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import io.valve4j.cli.config.YamlPlans;
import io.valve4j.config.Mistake;
import io.valve4j.config.Place;
import io.valve4j.config.Plans;
import io.valve4j.config.PlansReader;
import io.valve4j.config.Reading;
import io.valve4j.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The plans of the page on tiers, and the code that reads them in an application of one's own. */
class TiersInYamlTest {

    private static final Path TIERS = Path.of("..", "docs", "tiers.md");
    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    /** What any reader of YAML or JSON gives: maps, lists, and single values. */
    record Tree(@Nullable Object value, String path) implements Setting {

        @Override
        public Place place() {
            return new Place(path, 0);
        }

        @Override
        public Kind kind() {
            if (value == null) {
                return Kind.EMPTY;
            }
            return value instanceof Map ? Kind.MAPPING : value instanceof List ? Kind.LIST : Kind.TEXT;
        }

        @Override
        public String text() {
            return String.valueOf(value);
        }

        @Override
        public List<Setting> items() {
            return ((List<?>) value)
                    .stream().<Setting>map(item -> new Tree(item, path)).toList();
        }

        @Override
        public List<Named> entries() {
            return ((Map<?, ?>) value)
                    .entrySet().stream().map(entry -> named(entry)).toList();
        }

        private Named named(Map.Entry<?, ?> entry) {
            String name = String.valueOf(entry.getKey());
            return new Named(name, place(), new Tree(entry.getValue(), path));
        }
    }

    private static Plans read(String yaml) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        Reading reading = PlansReader.read(new Tree(loaded, "plans.yaml"));
        if (reading instanceof Reading.Mistaken mistaken) {
            throw new IllegalArgumentException(mistaken.mistakes().toString()); // all of them
        }
        return ((Reading.Sound) reading).plans();
    }

    private static Limiter limiter(ValveManager valve, Plans plans, String user) {
        return plans.profileOf(user)
                .map(profile -> valve.limiter(profile, user)) // listed, or the default
                .orElseGet(() -> valve.limiter(user)); // by subscription
    }

    @Test
    void plans_become_a_manager() throws IOException {
        try (ValveManager valve = ValveManager.create()) {
            Plans plans = read(onPage(TIERS).get(0));
            valve.register(plans.definitions());
            Limiter ada = limiter(valve, plans, "ada");
            assertThat(ada.peek().profile()).isEqualTo("pro");
            assertThat(limiter(valve, plans, "somebody").peek().profile()).isEqualTo("free");
            assertThat(ada.on("nowhere").peek().reason()).isEqualTo(Reason.UNKNOWN_RESOURCE);
        }
    }

    @Test
    void every_plan_on_the_page_is_sound() throws IOException {
        assertThat(onPage(TIERS)).isNotEmpty().allMatch(text -> YamlPlans.read(text) instanceof Reading.Sound);
    }

    @Test
    void the_readmes_properties_are_sound() throws IOException {
        String yaml = onPage(Path.of("..", "README.md")).get(0);
        Map<?, ?> loaded = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
        assertThat(PlansReader.readPart(new Tree(loaded.get("valve4j"), "README.md"), "http"))
                .isInstanceOf(Reading.Sound.class);
    }

    @Test
    void all_mistakes_are_told() {
        Reading reading = PlansReader.read(new Tree(
                Map.of("profiles", Map.of("free", Map.of("shared", "api", "dedicated", Map.of("rate", "0/s")))), "x"));
        assertThat(((Reading.Mistaken) reading).mistakes())
                .extracting(Mistake::path)
                .containsExactlyInAnyOrder("profiles.free.shared", "profiles.free.dedicated.rate");
    }

    private static List<String> onPage(Path page) throws IOException {
        return YAML.matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
