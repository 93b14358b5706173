package io.valve4j.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Collects mistakes, so that all of a configuration are reported at once. */
final class Mistakes {

    private final List<Mistake> found = new ArrayList<>();

    void at(Place place, String path, String problem) {
        found.add(new Mistake(place, path, problem));
    }

    /** Makes a change with the value of an entry; if that is refused, notes why and leaves everything as it was. */
    <T> T tried(Entry entry, T before, UnaryOperator<T> change) {
        try {
            return change.apply(before);
        } catch (IllegalArgumentException refusal) {
            at(entry.value().place(), entry.path(), String.valueOf(refusal.getMessage()));
            return before;
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    List<Mistake> inOrder() {
        return found.stream()
                .sorted(Comparator.comparingLong(mistake -> mistake.place().order()))
                .toList();
    }
}
