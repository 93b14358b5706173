package io.valve4j.cli;

import io.valve4j.cli.bench.BenchReport;
import io.valve4j.cli.bench.Suite;
import io.valve4j.cli.bench.Suites;
import io.valve4j.cli.report.Text;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
            "Measures valve4j against what is below it, in one run, and says which bounds were held.",
            "charge: quota charges on real PostgreSQL and Redis servers, which it starts itself."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Valve.Version.class)
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SUITE", description = "What to measure: charge.")
    private String name = "";

    @Option(names = "--quick", description = "A first look, in less than 50 s.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to a file as JSON, too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        BenchReport report = new BenchReport(name, suite().run(quick, doing -> {
            progress.println(doing + " ...");
            progress.flush();
        }));
        report.lines().forEach(out::println);
        out.flush();
        if (json != null) {
            OutputFile.write(json, report.json() + System.lineSeparator());
        }
        return 0;
    }

    private Suite suite() {
        List<String> names = Suites.ALL.stream().map(Suite::name).toList();
        return Suites.find(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no suite " + Text.quoted(name) + "; there is " + String.join(", ", names)));
    }
}
