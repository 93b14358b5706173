package io.valve4j.cli.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs a trial in a JVM of its own, so that what the compiler learned of one contestant does not help or hinder the next.
 * What JMH has to say is shown only if it fails.
 */
final class Fork {

    private static final int ITERATIONS = 3;
    private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";

    private Fork() {}

    /**
     * What came out of one fork.
     *
     * @param time of an operation, in the benchmark's unit
     * @param counters whatever else was counted
     */
    record Outcome(double time, Map<String, Double> counters) {

        double score(Trial trial) {
            return trial.counter().map(this::counter).orElse(time);
        }

        /** Allocated for each operation; not a number where what happens once is counted. */
        double bytesPerOperation(Trial trial) {
            return trial.counter().isPresent() ? Double.NaN : counter(BYTES_PER_OPERATION);
        }

        private double counter(String name) {
            Double found = counters.get(name);
            if (found == null) {
                throw new BenchException("JMH did not count " + name + ", only " + counters.keySet());
            }
            return found;
        }
    }

    /**
     * Runs it once.
     *
     * @throws BenchException if it could not be run, or failed; the message is JMH's own
     */
    static Outcome run(Trial trial, Pace pace) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            Collection<RunResult> results = new Runner(
                            options(trial, pace), OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL))
                    .run();
            return outcome(List.copyOf(results).get(0));
        } catch (RunnerException failure) {
            throw new BenchException(
                    failure.getMessage() + System.lineSeparator() + said.toString(StandardCharsets.UTF_8));
        }
    }

    private static Options options(Trial trial, Pace pace) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(trial.benchmark().getName() + "." + trial.method()) + "$")
                .threads(trial.threads())
                .forks(1)
                .shouldFailOnError(true);
        if (trial.counter().isEmpty()) {
            options.warmupIterations(1)
                    .warmupTime(TimeValue.milliseconds(pace.warmUpMillis()))
                    .measurementIterations(ITERATIONS)
                    .measurementTime(TimeValue.milliseconds(pace.sliceMillis() / ITERATIONS))
                    .addProfiler(GCProfiler.class);
        }
        trial.parameters().forEach(options::param);
        return options.build();
    }

    private static Outcome outcome(RunResult result) {
        Map<String, Double> counters = new LinkedHashMap<>();
        result.getSecondaryResults().forEach((name, counter) -> counters.put(name, counter.getScore()));
        return new Outcome(result.getPrimaryResult().getScore(), counters);
    }
}
