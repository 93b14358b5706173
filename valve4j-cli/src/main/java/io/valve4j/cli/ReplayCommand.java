package io.valve4j.cli;

import io.valve4j.Profile;
import io.valve4j.cli.config.Mistake;
import io.valve4j.cli.config.Plans;
import io.valve4j.cli.config.PlansReader;
import io.valve4j.cli.config.Reading;
import io.valve4j.cli.replay.AccessLog;
import io.valve4j.cli.replay.InputFormat;
import io.valve4j.cli.replay.JsonReport;
import io.valve4j.cli.replay.LogFile;
import io.valve4j.cli.replay.Outcome;
import io.valve4j.cli.replay.Replay;
import io.valve4j.cli.replay.Request;
import io.valve4j.cli.replay.Simulation;
import io.valve4j.cli.replay.TextReport;
import io.valve4j.cli.replay.Trace;
import io.valve4j.cli.report.Text;
import io.valve4j.quota.Quota;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code valve replay FILE}: what would have happened to recorded requests behind a valve. */
@Command(
        name = "replay",
        description = {
            "Sends the requests of a web server's access log through a configuration, in virtual time and through the"
                    + " same engine as in production, and prints what would have happened to them.",
            "Without --config: one server for all (10/s, 10 workers, a queue of 1,000), in fair turns; each user up to"
                    + " 1/s with a burst of 10."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Valve.Version.class)
final class ReplayCommand implements Callable<Integer> {

    private static final String BUILT_IN = "replay/default-plans.yaml";
    private static final String BUILT_IN_SHOWN =
            "built in (server for all: 10/s, 10 workers, queue 1,000; each user: 1/s," + " burst 10)";

    /** Beyond this the virtual clock, which counts nanoseconds in 64 bits, would not reach the end. */
    private static final Duration LONGEST_SPAN = Duration.ofDays(200 * 365);

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "An access log in the common or the combined format, plain or gzipped.")
    private Path file = Path.of("");

    @Option(
            names = "--config",
            paramLabel = "PLANS",
            description = "Resources, profiles and users, as YAML: see docs/replay.md.")
    private @Nullable Path config;

    @Option(
            names = "--user-field",
            paramLabel = "FIELD",
            description = "Whose a request is: ${COMPLETION-CANDIDATES}. By default the client's address.")
    private AccessLog.UserField userField = AccessLog.UserField.ADDRESS;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long a request is ready to wait; by default 30s. 0 means not at all.",
            converter = DurationOption.class)
    private Duration wait = Duration.ofSeconds(30);

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "How long a request occupies a worker; by default 50ms, since most logs do not say.",
            converter = DurationOption.class)
    private Duration duration = Duration.ofMillis(50);

    @Option(
            names = "--duration-field",
            paramLabel = "UNIT",
            description = "The last field of each line is its duration, in ${COMPLETION-CANDIDATES}: s for nginx's"
                    + " $request_time, us for Apache's %%D.")
    private AccessLog.@Nullable DurationField durationField;

    @Option(names = "--top", paramLabel = "N", description = "How many of the worst-off users to show; by default 10.")
    private int top = 10;

    @Option(names = "--json", description = "Print JSON, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        if (top < 0) {
            throw new ParameterException(spec.commandLine(), "--top must be 0 or more, but was " + top);
        }
        Plans plans = plans();
        InputFormat format = new AccessLog(userField, Optional.ofNullable(durationField));
        Trace trace = trace(format);
        Outcome outcome = Simulation.run(trace.requests(), plans, wait, duration);
        String configuration = config == null ? BUILT_IN_SHOWN : String.valueOf(config);
        Replay replay = new Replay(
                String.valueOf(file.getFileName()), format.name(), configuration, trace, wait, duration, outcome);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonReport.of(replay, top));
        } else {
            TextReport.of(replay, top).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private Trace trace(InputFormat format) {
        Trace trace;
        try {
            trace = LogFile.read(file, format);
        } catch (IOException failure) {
            throw new CommandFailure(file + ": " + why(failure));
        }
        List<Request> requests = trace.requests();
        if (trace.lines() == 0) {
            throw new CommandFailure(file + ": is empty");
        }
        if (requests.isEmpty()) {
            Trace.BadLine first = trace.firstBad().get(0);
            throw new CommandFailure(file + ": is no " + format.name() + ": none of its "
                    + Text.number(trace.lines()) + " lines could be read; line " + first.number() + ": "
                    + first.problem());
        }
        Instant from = requests.get(0).at();
        Instant to = requests.get(requests.size() - 1).at();
        if (Duration.between(from, to).compareTo(LONGEST_SPAN) > 0) {
            throw new CommandFailure(
                    file + ": its requests must lie within 200 years, but are from " + from + " to " + to);
        }
        return trace;
    }

    private Plans plans() {
        String name = config == null ? "the built-in configuration" : config.toString();
        String text = config == null ? builtIn() : text(config);
        Reading reading = PlansReader.read(text);
        if (reading instanceof Reading.Sound sound) {
            return withEverybody(name, sound.plans());
        }
        List<Mistake> mistakes = ((Reading.Mistaken) reading).mistakes();
        StringBuilder message = new StringBuilder(name + ": ")
                .append(mistakes.size() == 1 ? "1 mistake" : mistakes.size() + " mistakes");
        for (Mistake mistake : mistakes) {
            message.append(System.lineSeparator()).append(name).append(':').append(mistake);
        }
        throw new CommandFailure(message.toString());
    }

    /** Users of a log have no subscriptions, so everybody needs a profile, and no quota may be measured from one. */
    private static Plans withEverybody(String name, Plans plans) {
        for (Profile profile : plans.profiles()) {
            for (Quota quota : profile.quotas()) {
                if (quota.window().needsSubscription()) {
                    throw new CommandFailure(name + ": profiles." + profile.name() + ": quota " + quota.name()
                            + " is measured from a subscription, and the users of a log have none: use per: day, week,"
                            + " month or year");
                }
            }
        }
        if (plans.defaultProfile().isPresent() || !plans.users().isEmpty()) {
            return plans;
        }
        if (plans.profiles().size() > 1) {
            throw new CommandFailure(
                    name + ": users: say on which profile the users are, for example users: { default: "
                            + plans.profiles().get(0).name() + " }");
        }
        return new Plans(
                plans.resources(),
                plans.profiles(),
                Optional.of(plans.profiles().get(0).name()),
                plans.users());
    }

    private static String builtIn() {
        try (InputStream in = Objects.requireNonNull(ReplayCommand.class.getResourceAsStream(BUILT_IN))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new IllegalStateException("the built-in configuration cannot be read", impossible);
        }
    }

    private static String text(Path path) {
        try {
            if (Files.size(path) > 4L * PlansReader.LONGEST_TEXT) {
                throw new CommandFailure(path + ": is too long for a configuration");
            }
            return Files.readString(path);
        } catch (IOException failure) {
            throw new CommandFailure(path + ": " + why(failure));
        }
    }

    private static String why(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (failure instanceof AccessDeniedException) {
            return "you may not read it";
        } else if (failure instanceof MalformedInputException) {
            return "is not UTF-8 text";
        }
        return Text.shown(String.valueOf(failure.getMessage()), 200);
    }
}
