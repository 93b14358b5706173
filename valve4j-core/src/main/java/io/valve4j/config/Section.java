package io.valve4j.config;

import io.valve4j.internal.check.Checks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping: entries by name, in the order of the text. What is empty is a mapping of nothing. */
final class Section {

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private Section() {}

    /** A mapping with names of the reader's choice. An entry that is something else is noted, and taken for an empty one. */
    static Section of(Entry here, Mistakes mistakes) {
        Section section = new Section();
        if (here.isMapping()) {
            here.value().entries().forEach(named -> section.add(here, named, mistakes));
        } else if (!here.isEmpty()) {
            mistakes.at(
                    here.value().place(), here.path(), "must be a mapping of names to values, but is " + here.kind());
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
                        entry.keyPlace(), entry.path(), "is not known here; known are " + String.join(", ", allowed));
                section.entries.remove(entry.key());
            }
        }
        return section;
    }

    private void add(Entry here, Setting.Named named, Mistakes mistakes) {
        String name = named.name();
        if (name == null) {
            mistakes.at(named.place(), here.path(), "the name of an entry must be a text");
            return;
        }
        Entry entry = here.child(name, named.place(), named.value());
        Entry earlier = entries.putIfAbsent(entry.key(), entry);
        if (earlier != null) {
            mistakes.at(
                    named.place(),
                    entry.path(),
                    "is here a second time; the first is at "
                            + earlier.keyPlace().shown());
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
                : String.join(", ", names.stream().map(Checks::quoted).toList());
    }
}
