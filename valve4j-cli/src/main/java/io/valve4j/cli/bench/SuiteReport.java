package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Line.Verdict;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a suite has measured.
 *
 * @param suite its name
 * @param about what it measures, in one line
 * @param groups what is compared with each other
 */
public record SuiteReport(String suite, String about, List<Group> groups) {

    Stream<Verdict> verdicts() {
        return groups.stream().flatMap(group -> group.lines().stream()).flatMap(line -> line.verdicts().stream());
    }
}
