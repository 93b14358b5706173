package io.valve4j.cli.config;

import io.valve4j.config.Place;
import io.valve4j.config.Setting;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value in YAML.
 *
 * @param node as it was parsed
 */
record YamlSetting(Node node) implements Setting {

    static Place place(Mark mark) {
        return Place.of(mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public Place place() {
        return place(node.getStartMark().orElseThrow());
    }

    @Override
    public Kind kind() {
        if (node.getTag().equals(Tag.NULL)) {
            return Kind.EMPTY;
        } else if (node instanceof MappingNode) {
            return Kind.MAPPING;
        }
        return node instanceof SequenceNode ? Kind.LIST : Kind.TEXT;
    }

    @Override
    public String text() {
        return ((ScalarNode) node).getValue();
    }

    @Override
    public List<Setting> items() {
        return ((SequenceNode) node)
                .getValue().stream().<Setting>map(YamlSetting::new).toList();
    }

    @Override
    public List<Named> entries() {
        return ((MappingNode) node).getValue().stream().map(YamlSetting::named).toList();
    }

    private static Named named(NodeTuple tuple) {
        Node key = tuple.getKeyNode();
        String name = key instanceof ScalarNode scalar ? scalar.getValue() : null;
        return new Named(name, new YamlSetting(key).place(), new YamlSetting(tuple.getValueNode()));
    }
}
