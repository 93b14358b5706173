package io.valve4j.cli.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects mistakes, so that all of a text are reported at once. */
final class Mistakes {

    private final List<Mistake> found = new ArrayList<>();

    void at(Node place, String path, String problem) {
        Mark mark = place.getStartMark().orElseThrow();
        found.add(new Mistake(mark.getLine() + 1, mark.getColumn() + 1, path, problem));
    }

    /** Makes a change with the value of an entry; if that is refused, notes why and leaves everything as it was. */
    <T> T tried(Entry entry, T before, UnaryOperator<T> change) {
        try {
            return change.apply(before);
        } catch (IllegalArgumentException refusal) {
            at(entry.value(), entry.path(), String.valueOf(refusal.getMessage()));
            return before;
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    List<Mistake> inOrder() {
        return found.stream()
                .sorted(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column))
                .toList();
    }
}
