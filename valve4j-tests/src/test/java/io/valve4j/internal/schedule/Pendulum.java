package io.valve4j.internal.schedule;

import io.valve4j.internal.schedule.Simulation.Durations;
import java.util.HashMap;
import java.util.Map;

/**
 * The adversary who makes the promise tight. Each of two users in turn gets all N workers at one instant, when it is level with
 * the other by a hair; only then do its tasks turn out long. So it is a full {@code N·e / w} ahead, and the other has all that to
 * catch up: it gets N workers for as long, stops a hair before it is level, gets all N again, and is as far ahead.
 */
final class Pendulum implements Durations {

    private final Map<String, Integer> started = new HashMap<>();
    private final Map<String, Integer> weights;
    private final int workers;
    private final long longest;

    /** So much is left of a lag that N tasks, each with its quantum, still start before it is gone. */
    private final long hair;

    Pendulum(int workers, long longest, Map<String, Integer> weights) {
        this.workers = workers;
        this.longest = longest;
        this.weights = weights;
        this.hair = 4L * (workers + 1) * (long) FairScheduler.QUANTUM_NANOS;
    }

    @Override
    public long nanos(Simulation seen, Job job) {
        int batch = (started.merge(job.user, 1, Integer::sum) - 1) / workers;
        boolean getsLevel = (batch % 2 == 0) == job.user.equals("second");
        return weights.get(job.user) * (getsLevel ? longest - hair : longest);
    }
}
