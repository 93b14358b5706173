package io.valve4j.cli;

import io.valve4j.cli.machine.Heap;
import io.valve4j.cli.report.Finding;
import io.valve4j.cli.report.Findings;
import io.valve4j.cli.report.Text;
import io.valve4j.cli.scale.Experiment;
import io.valve4j.cli.scale.ScaleReport;
import io.valve4j.cli.scale.Size;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code valve scale}: what crowds cost, and which bounds were held. */
@Command(
        name = "scale",
        description = {
            "Fills valves with crowds in this JVM, and says what they cost and which bounds were held: "
                    + "idle users with a resource each, a flood of ever new users, active users on one resource, "
                    + "and many resources."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Valve.Version.class)
final class ScaleCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--users",
            paramLabel = "N",
            description = "How many users with a resource each; the other crowds are in proportion to them:"
                    + " requests of ever new users 100 times as many, active users a tenth, resources a hundredth"
                    + " (default: 1000000).")
    private int users = Size.USERS;

    @Option(
            names = "--quick",
            description = "A first look, with a tenth of the requests or less, in less than a minute.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to a file as JSON, too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        if (users < Size.FEWEST || users > Size.MOST) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--users must be between " + Text.number(Size.FEWEST) + " and " + Text.number(Size.MOST)
                            + ", but was " + Text.number(users));
        }
        PrintWriter out = spec.commandLine().getOut();
        Size size = Size.of(users, quick);
        ScaleReport report = new ScaleReport(size, Heap.most(), found(size));
        out.println("a heap of at most " + Text.megabytes((double) report.mostHeap()));
        out.println();
        report.findings().lines().forEach(out::println);
        out.flush();
        if (json != null) {
            OutputFile.write(json, report.json() + System.lineSeparator());
        }
        return 0;
    }

    private Findings found(Size size) throws Exception {
        Progress progress = new Progress(spec.commandLine().getErr(), Terminal.isThere(), System::nanoTime);
        List<Finding> findings = new ArrayList<>();
        try {
            for (Experiment experiment : Experiment.all()) {
                findings.addAll(experiment.run(size, progress::say));
            }
        } finally {
            progress.end();
        }
        return new Findings(findings);
    }
}
