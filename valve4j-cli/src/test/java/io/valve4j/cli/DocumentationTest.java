package io.valve4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.cli.config.YamlPlans;
import io.valve4j.config.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "replay.md");
    private static final Path BUILT_IN = Path.of("src/main/resources/io/valve4j/cli/replay/default-plans.yaml");
    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_plan_on_the_page_about_replay_is_sound() throws IOException {
        assertThat(plans()).hasSize(2).allMatch(text -> YamlPlans.read(text) instanceof Reading.Sound);
    }

    @Test
    void the_page_shows_the_built_in_plans_as_they_are() throws IOException {
        assertThat(plans().get(1)).isEqualTo(Files.readString(BUILT_IN));
    }

    @Test
    void the_page_names_every_option() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(Valve.commandLine()
                        .getSubcommands()
                        .get("replay")
                        .getCommandSpec()
                        .options())
                .filteredOn(option -> !option.usageHelp() && !option.versionHelp())
                .isNotEmpty()
                .allMatch(option -> page.contains("`" + option.longestName()));
    }

    private static List<String> plans() throws IOException {
        return YAML.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
