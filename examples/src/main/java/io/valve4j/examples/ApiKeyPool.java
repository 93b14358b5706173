package io.valve4j.examples;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A pool of three API keys, each good for 5 calls a second at the provider.
 *
 * <p>A <em>user</em> is whom a limit is for: here each key is one, with a dedicated rate. {@code take()} takes a permit if
 * there is one now, never waits, and answers with a <em>decision</em>. When no key has a permit, the decisions say when the
 * next one comes, and who waits exactly that long gets it: no polling, no guessing.
 */
public final class ApiKeyPool {

    private static final int CALLS = 25;

    private ApiKeyPool() {}

    /** Runs it. */
    public static void main(String[] args) throws InterruptedException {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) throws InterruptedException {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Profile.named("key").dedicated(Resource.each("provider").rate(Rate.perSecond(5))));
            List<Limiter> keys = Stream.of("key-a", "key-b", "key-c")
                    .map(key -> valve.limiter("key", key))
                    .toList();

            out.println("three keys, 5 calls a second each; " + CALLS + " calls to make, which key for which call?");
            out.println();
            long start = System.nanoTime();
            Map<String, StringBuilder> used = new TreeMap<>();
            for (int call = 1; call <= CALLS; call++) {
                Limiter key = nextFree(keys, call - 1);
                used.computeIfAbsent(key.user(), none -> new StringBuilder()).append(String.format("%3d", call));
            }

            double seconds = (System.nanoTime() - start) / 1e9;
            used.forEach((key, calls) -> out.println(key + ": " + calls));
            out.println();
            out.printf("it took %.2f s; with a single key it could not take less than 4 s%n", seconds);
        }
    }

    /** Takes from the first key that has a permit, beginning with another one each time; waits if none has. */
    private static Limiter nextFree(List<Limiter> keys, int first) throws InterruptedException {
        while (true) {
            long soonestNanos = Long.MAX_VALUE;
            for (int i = 0; i < keys.size(); i++) {
                Limiter key = keys.get((first + i) % keys.size());
                Decision decision = key.take();
                if (decision.allowed()) {
                    return key;
                }
                soonestNanos = Math.min(
                        soonestNanos, decision.retryAfter().orElseThrow().toNanos());
            }
            TimeUnit.NANOSECONDS.sleep(soonestNanos);
        }
    }
}
