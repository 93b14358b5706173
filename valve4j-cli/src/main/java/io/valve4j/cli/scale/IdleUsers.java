package io.valve4j.cli.scale;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.cli.machine.CountingTime;
import io.valve4j.cli.machine.Heap;
import io.valve4j.cli.machine.ValveThreads;
import io.valve4j.cli.report.Finding;
import io.valve4j.cli.report.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Users with a resource of their own who arrive by Zipf's law, all of them at least once, and then stay away: first their
 * buckets refill, then nothing is left of them.
 */
final class IdleUsers implements Experiment {

    private static final String GROUP = "idle users";
    private static final String PROFILE = "each";
    private static final long SEED = 20_260_101;
    private static final double EXPONENT = 1.0;
    private static final int COLLECTIONS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Override
    public List<Finding> run(Size size, Consumer<String> progress) throws Exception {
        List<Finding> findings = new ArrayList<>();
        CountingTime time = new CountingTime();
        try (ValveManager valve = ValveManager.builder().time(time).build();
                Crowd crowd = new Crowd()) {
            valve.register(Profile.named(PROFILE).dedicated(Resource.each().rate(Rate.of(1, size.refill()))));
            long empty = Heap.live(COLLECTIONS);
            progress.accept(Text.number(size.users()) + " users come " + Text.number(size.arrivals()) + " times");
            findings.add(arrivals(valve, crowd, size));
            allOnce(valve, crowd, size);
            int threads = ValveThreads.count();
            int alarms = time.pending();
            double each = (double) (Heap.live(COLLECTIONS) - empty) / size.users();
            findings.add(Finding.atMost(GROUP, "heap of each, the id included", "B", each, 200));
            findings.add(Finding.atMost(GROUP, "alarms for all of them", alarms, 1));
            findings.add(Finding.atMost(GROUP, "threads for all of them", threads, 1));
            progress.accept("waiting until nothing is kept of them");
            long start = System.nanoTime();
            int left = time.awaitNone(PATIENCE);
            findings.add(Finding.of(
                    GROUP,
                    "all gone after",
                    Text.duration(System.nanoTime() - start),
                    (System.nanoTime() - start) / 1e9));
            findings.add(Finding.atMost(GROUP, "alarms afterwards", left, 0));
            double leftover = Math.max(0, (double) (Heap.live(COLLECTIONS) - empty) / size.users());
            findings.add(Finding.atMost(GROUP, "heap of each afterwards", "B", leftover, 1));
        }
        return findings;
    }

    private static Finding arrivals(ValveManager valve, Crowd crowd, Size size)
            throws InterruptedException, ExecutionException {
        long took = crowd.send(size.arrivals(), (from, to) -> {
            DiscreteSampler zipf = RejectionInversionZipfSampler.of(
                    RandomSource.XO_SHI_RO_256_PP.create(SEED + from), size.users(), EXPONENT);
            for (long i = from; i < to; i++) {
                boolean unused = valve.limiter(PROFILE, id(zipf.sample())).tryTake();
            }
        });
        double perSecond = Crowd.perSecond(size.arrivals(), took);
        return Finding.of(GROUP, "arrivals per second", Text.number(Math.round(perSecond)), perSecond);
    }

    private static void allOnce(ValveManager valve, Crowd crowd, Size size)
            throws InterruptedException, ExecutionException {
        crowd.send(size.users(), (from, to) -> {
            for (long i = from; i < to; i++) {
                boolean unused = valve.limiter(PROFILE, id(i + 1)).tryTake();
            }
        });
    }

    private static String id(long number) {
        return "user-" + number;
    }
}
