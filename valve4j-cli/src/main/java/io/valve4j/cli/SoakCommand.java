package io.valve4j.cli;

import io.valve4j.cli.report.Text;
import io.valve4j.cli.soak.Plan;
import io.valve4j.cli.soak.Soak;
import io.valve4j.cli.soak.SoakReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code valve soak}: a mixed load for minutes, and what is true in the end. */
@Command(
        name = "soak",
        description = {
            "Puts a valve under a mixed load for minutes: takes, tasks, permits, reservations, quotas exact and on leases, "
                    + "live changes, subscriptions that come and go, failures, cancellations, deadlines. Then says whether "
                    + "heap and latency stayed as they were and the books agree, and which bounds were held.",
            "Latency counts from the time at which a request was meant to be sent."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Valve.Version.class)
final class SoakCommand implements Callable<Integer> {

    private static final double FEWEST_MINUTES = 0.02;
    private static final double MOST_MINUTES = 7 * 24 * 60;
    private static final double NANOS_PER_MINUTE = 60e9;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long; also a fraction (default: ${DEFAULT-VALUE}).")
    private double minutes = 10;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "How many requests are sent per second, on average (default: ${DEFAULT-VALUE}).")
    private long rate = 5_000;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to a file as JSON, too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Soak soak = new Soak(plan(), doing -> {
            err.println(doing);
            err.flush();
        });
        SoakReport report = soak.run();
        report.lines().forEach(out::println);
        out.flush();
        if (json != null) {
            OutputFile.write(json, report.json() + System.lineSeparator());
        }
        return 0;
    }

    private Plan plan() {
        if (!(minutes >= FEWEST_MINUTES && minutes <= MOST_MINUTES)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--minutes must be between " + FEWEST_MINUTES + " and " + Text.number((long) MOST_MINUTES)
                            + ", but was " + minutes);
        }
        if (rate < Plan.LEAST_RATE || rate > Plan.MOST_RATE) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rate must be between " + Text.number(Plan.LEAST_RATE) + " and " + Text.number(Plan.MOST_RATE)
                            + ", but was " + Text.number(rate));
        }
        return new Plan(Duration.ofNanos((long) (minutes * NANOS_PER_MINUTE)), rate);
    }
}
