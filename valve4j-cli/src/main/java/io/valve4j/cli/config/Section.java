package io.valve4j.cli.config;

import io.valve4j.cli.report.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A mapping: entries by name, in the order of the text. */
final class Section {

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private Section() {}

    /** A mapping with names of the reader's choice. An entry that is something else is noted, and taken for an empty one. */
    static Section of(Entry here, Mistakes mistakes) {
        Section section = new Section();
        if (here.value() instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> section.add(here, tuple, mistakes));
        } else {
            mistakes.at(here.value(), here.path(), "must be a mapping of names to values, but is " + here.kind());
        }
        return section;
    }

    /** A mapping of which all names are known. */
    static Section of(Entry here, Mistakes mistakes, String... known) {
        Section section = of(here, mistakes);
        List<String> allowed = List.of(known);
        for (Entry entry : section.all()) {
            if (!allowed.contains(entry.key())) {
                mistakes.at(
                        entry.keyNode(), entry.path(), "is not known here; known are " + String.join(", ", allowed));
                section.entries.remove(entry.key());
            }
        }
        return section;
    }

    private void add(Entry here, NodeTuple tuple, Mistakes mistakes) {
        if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
            mistakes.at(tuple.getKeyNode(), here.path(), "the name of an entry must be a text");
            return;
        }
        Entry entry = here.child(name.getValue(), name, tuple.getValueNode());
        Entry earlier = entries.putIfAbsent(entry.key(), entry);
        if (earlier != null) {
            int line = earlier.keyNode().getStartMark().orElseThrow().getLine() + 1;
            mistakes.at(name, entry.path(), "is here a second time; the first is in line " + line);
        }
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    Collection<Entry> all() {
        return new ArrayList<>(entries.values());
    }

    /** The names, for a message. */
    static String names(Collection<String> names) {
        return names.isEmpty()
                ? "none"
                : String.join(", ", names.stream().map(Text::quoted).toList());
    }
}
