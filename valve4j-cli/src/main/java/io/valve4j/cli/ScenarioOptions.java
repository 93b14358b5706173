package io.valve4j.cli;

import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.cli.config.Adjustment;
import io.valve4j.cli.replay.Scenario;
import io.valve4j.cli.report.Text;
import io.valve4j.config.Plans;
import io.valve4j.testkit.traffic.Turns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say through which plans requests are sent, and in which order users are served. */
final class ScenarioOptions {

    @Option(
            names = "--config",
            paramLabel = "PLANS",
            description = "Resources, profiles and users, as YAML: see docs/replay.md.")
    private @Nullable Path config;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many may run at once, on every shared resource, whatever the plans say.",
            converter = Workers.class)
    private @Nullable Integer workers;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            description = "How fast they may start, the same way: 100/min, 0.5/s, unlimited.",
            converter = RateOption.class)
    private @Nullable Rate rate;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "How many may wait, the same way; or unlimited.",
            converter = QueueOption.class)
    private @Nullable Integer queue;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "In which order users are served: fair (by default), fifo, round-robin.",
            converter = Policy.class)
    private Turns policy = Turns.FAIR;

    @Option(
            names = "--compare",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "Further policies or files of plans, apart by commas, to be shown beside it on the same input.")
    private List<String> compare = List.of();

    /** The scenario that is asked about, and then those with which it is compared. */
    List<Scenario> scenarios(boolean accessLog) {
        Adjustment adjustment = new Adjustment(ofNullable(workers), Optional.ofNullable(rate), ofNullable(queue));
        Scenario asked =
                new Scenario(Scenario.word(policy), shown(adjustment, accessLog), plans(adjustment, accessLog), policy);
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        scenarios.put(asked.name(), asked);
        for (String other : compare) {
            Scenario next = compared(other.strip(), asked, adjustment);
            if (scenarios.putIfAbsent(next.name(), next) != null) {
                throw new CommandFailure("--compare: " + Text.quoted(next.name()) + " is there already");
            }
        }
        return new ArrayList<>(scenarios.values());
    }

    private static Scenario compared(String other, Scenario asked, Adjustment adjustment) {
        Optional<Turns> policy = policy(other);
        if (policy.isPresent()) {
            return new Scenario(Scenario.word(policy.get()), asked.configuration(), asked.plans(), policy.get());
        }
        if (other.isEmpty()) {
            throw new CommandFailure("--compare: a policy or a file of plans is missing");
        }
        Path file = Path.of(other);
        return new Scenario(
                String.valueOf(file.getFileName()),
                shown(file, adjustment),
                adjustment.to(PlanFile.read(file)),
                asked.turns());
    }

    private Plans plans(Adjustment adjustment, boolean accessLog) {
        if (config != null) {
            return adjustment.to(PlanFile.read(config));
        }
        return usesBuiltIn(adjustment, accessLog) ? PlanFile.builtIn() : adjustment.server();
    }

    private String shown(Adjustment adjustment, boolean accessLog) {
        if (config != null) {
            return shown(config, adjustment);
        }
        return usesBuiltIn(adjustment, accessLog)
                ? PlanFile.BUILT_IN_SHOWN
                : "one server for all ("
                        + Adjustment.shown(adjustment.server().resources().get(0)) + ")";
    }

    private static String shown(Path file, Adjustment adjustment) {
        return adjustment.none() ? file.toString() : file + " with " + adjustment;
    }

    /** The built-in plans are those of a web server; jobs, and who says what the server is like, get it as it is said. */
    private static boolean usesBuiltIn(Adjustment adjustment, boolean accessLog) {
        return accessLog && adjustment.none();
    }

    private static Optional<Turns> policy(String word) {
        return Stream.of(Turns.values())
                .filter(turns -> Scenario.word(turns).equalsIgnoreCase(word))
                .findFirst();
    }

    private static OptionalInt ofNullable(@Nullable Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Reads a policy. */
    static final class Policy implements ITypeConverter<Turns> {
        @Override
        public Turns convert(String text) {
            return policy(text.strip())
                    .orElseThrow(() -> new TypeConversionException(
                            "must be fair, fifo or round-robin, but was " + Text.quoted(text)));
        }
    }

    /** Reads a rate. */
    static final class RateOption implements ITypeConverter<Rate> {
        @Override
        public Rate convert(String text) {
            try {
                return Rate.parse(text);
            } catch (IllegalArgumentException refusal) {
                throw new TypeConversionException(String.valueOf(refusal.getMessage()));
            }
        }
    }

    /** Reads a number of workers. */
    static final class Workers implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                return Resource.each().workers(Integer.parseInt(text.strip())).workers();
            } catch (IllegalArgumentException refusal) {
                throw new TypeConversionException(
                        "must be a number between 1 and " + Resource.MAX_WORKERS + ", but was " + Text.quoted(text));
            }
        }
    }
}
