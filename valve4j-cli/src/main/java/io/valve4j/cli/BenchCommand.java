package io.valve4j.cli;

import io.valve4j.cli.bench.BenchReport;
import io.valve4j.cli.bench.Suite;
import io.valve4j.cli.bench.Suites;
import io.valve4j.cli.report.Text;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code valve bench SUITE}: measures, and says which bounds were held. */
@Command(
        name = "bench",
        description = {
            "Measures valve4j against what is below it and against its peers, in one run, and says which bounds were held.",
            "charge starts a PostgreSQL and a Redis server of its own."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Valve.Version.class)
final class BenchCommand implements Callable<Integer> {

    private static final String ALL = "all";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SUITE",
            description = "What to measure: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.class)
    private String name = "";

    @Option(names = "--quick", description = "A first look, in less than 50 s for each suite.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to a file as JSON, too.")
    private @Nullable Path json;

    /** What can be asked for. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Suites.ALL.stream().map(Suite::name), Stream.of(ALL))
                    .iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        BenchReport report = measured(suites());
        if (!report.suites().isEmpty()) {
            PrintWriter out = spec.commandLine().getOut();
            report.lines().forEach(out::println);
            out.flush();
        }
        if (json != null) {
            OutputFile.write(json, report.json() + System.lineSeparator());
        }
        if (!report.failures().isEmpty()) {
            throw new CommandFailure(report.failures().entrySet().stream()
                    .map(failure -> failure.getKey() + " could not be measured: " + failure.getValue())
                    .collect(Collectors.joining(System.lineSeparator())));
        }
        return 0;
    }

    private BenchReport measured(List<Suite> suites) throws InterruptedException {
        Progress progress = new Progress(spec.commandLine().getErr(), Terminal.isThere(), System::nanoTime);
        try {
            return BenchReport.of(suites, quick, progress::say);
        } finally {
            progress.end();
        }
    }

    private List<Suite> suites() {
        return name.equals(ALL)
                ? Suites.ALL
                : List.of(Suites.find(name)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "there is no suite " + Text.quoted(name) + "; there is "
                                        + String.join(", ", new Names()))));
    }
}
