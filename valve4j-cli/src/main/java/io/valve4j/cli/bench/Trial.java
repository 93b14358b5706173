package io.valve4j.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One JMH benchmark with all its parameters set.
 *
 * @param benchmark its class
 * @param method its method
 * @param parameters by name; those that are not named have all values that they can have, so all should be
 * @param threads how many run it at once
 * @param counter the benchmark's own counter of what happens once, if that is the score; empty if the time of an operation is
 */
record Trial(Class<?> benchmark, String method, Map<String, String> parameters, int threads, Optional<String> counter) {

    static Trial of(Class<?> benchmark, String method) {
        return new Trial(benchmark, method, Map.of(), 1, Optional.empty());
    }

    Trial with(String parameter, Object value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value.toString());
        return new Trial(benchmark, method, more, threads, counter);
    }

    Trial threads(int next) {
        return new Trial(benchmark, method, parameters, next, counter);
    }

    /** What is run, whatever of it is the score. */
    Trial unscored() {
        return new Trial(benchmark, method, parameters, threads, Optional.empty());
    }

    Trial scoredBy(String next) {
        return new Trial(benchmark, method, parameters, threads, Optional.of(next));
    }
}
