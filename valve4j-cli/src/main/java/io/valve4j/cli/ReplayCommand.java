package io.valve4j.cli;

import io.valve4j.cli.replay.HtmlReport;
import io.valve4j.cli.replay.JsonReport;
import io.valve4j.cli.replay.Replay;
import io.valve4j.cli.replay.Scenario;
import io.valve4j.cli.replay.TextReport;
import io.valve4j.cli.replay.Trace;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.traffic.TrafficEvent;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code valve replay FILE}: what would have happened to recorded requests behind a valve. */
@Command(
        name = "replay",
        description = {
            "Sends recorded requests (an access log, a workload of jobs, a table) through a configuration, in virtual time"
                    + " and through the same engine as in production, and prints what would have happened to them.",
            "Without --config, an access log meets one server for all (10/s, 10 workers, a queue of 1,000), in fair turns;"
                    + " each user up to 1/s with a burst of 10. Jobs, tables, and whoever gives --workers, --rate or"
                    + " --queue, meet one server for all without ceilings: 10 workers, an unlimited queue, or as it is said."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Valve.Version.class)
final class ReplayCommand implements Callable<Integer> {

    private static final Duration WAIT_IN_LOGS = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private ScenarioOptions scenarios = new ScenarioOptions();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description =
                    "How long a request is ready to wait; by default 30s in an access log, forever elsewhere. 0 means"
                            + " not at all.",
            converter = WaitOption.class)
    private @Nullable Duration wait;

    @Option(names = "--top", paramLabel = "N", description = "How many of the worst-off users to show; by default 10.")
    private int top = 10;

    @Option(names = "--json", description = "Print JSON, for machines.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "HTML",
            description = "Also write a page with charts to this file; it needs no network.")
    private @Nullable Path report;

    @Override
    public Integer call() {
        if (top < 0) {
            throw new ParameterException(spec.commandLine(), "--top must be 0 or more, but was " + top);
        }
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(spec.commandLine().getErr(), Terminal.isThere(), System::nanoTime);
        Replay replay;
        try {
            replay = replay(progress);
        } finally {
            progress.end();
        }
        if (json) {
            out.println(JsonReport.of(replay, top));
        } else {
            TextReport.of(replay, top).forEach(out::println);
        }
        out.flush();
        if (report != null) {
            OutputFile.write(report, HtmlReport.of(replay));
        }
        return 0;
    }

    private Replay replay(Progress progress) {
        Trace trace = input.trace(() -> progress.step("reading lines", 0));
        List<Scenario> all = scenarios.scenarios(trace.isAccessLog());
        Duration usualWait = trace.isAccessLog() ? WAIT_IN_LOGS : TaskOptions.FOREVER;
        Replay.Settings settings =
                new Replay.Settings(wait == null ? usualWait : wait, input.usualDuration(), input.speed());
        long total = trace.requests().size();
        return Replay.of(input.fileName(), trace, settings, all, (scenario, event) -> {
            if (event.kind() == TrafficEvent.Kind.ENDED || event.kind() == TrafficEvent.Kind.REFUSED) {
                progress.step("replaying (" + scenario.name() + ")", total);
            }
        });
    }
}
