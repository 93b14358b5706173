package io.valve4j.cli.config;

import io.valve4j.config.Mistake;
import io.valve4j.config.Place;
import io.valve4j.config.PlansReader;
import io.valve4j.config.Reading;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A configuration in YAML. */
public final class YamlPlans {

    /** The longest text that is read, in code points. */
    public static final int LONGEST_TEXT = 1 << 20;

    private YamlPlans() {}

    /** Reads a YAML text. Never throws for what is in it. */
    public static Reading read(String text) {
        Optional<Node> root;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel("configuration")
                    .setCodePointLimit(LONGEST_TEXT)
                    .setAllowNonScalarKeys(true)
                    .build();
            root = new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException syntax) {
            return syntaxError(syntax);
        } catch (YamlEngineException unreadable) {
            return wrong(String.valueOf(unreadable.getMessage()));
        } catch (StackOverflowError tooDeep) {
            return wrong("is nested too deeply to be read");
        }
        return root.map(node -> PlansReader.read(new YamlSetting(node)))
                .orElseGet(() -> wrong("is empty: name at least one profile, under profiles"));
    }

    private static Reading syntaxError(MarkedYamlEngineException syntax) {
        Place place = syntax.getProblemMark().map(YamlSetting::place).orElse(Place.of(1, 1));
        return wrong(place, "is not YAML: " + syntax.getProblem());
    }

    private static Reading wrong(String problem) {
        return wrong(Place.of(1, 1), problem);
    }

    private static Reading wrong(Place place, String problem) {
        return new Reading.Mistaken(List.of(new Mistake(place, "", problem)));
    }
}
