package io.valve4j.cli.soak;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * When requests are meant to arrive: a Poisson process, known in advance and untouched by how long anything takes. A generator
 * that is late sends what is due, and latency counts from the time that was meant; so what a stall holds up shows in as many
 * latencies as there were requests meanwhile (else a stall is left out of the figures: Gil Tene's "coordinated omission").
 *
 * <p>Not thread-safe.
 */
final class Arrivals {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long startNanos;
    private final ContinuousSampler gapNanos;
    private double sinceStart;

    /**
     * A process that starts at a time.
     *
     * @param startNanos by a monotonic clock
     * @param perSecond how many arrive on average
     * @param random decides on the gaps, and on nothing else
     */
    Arrivals(long startNanos, double perSecond, UniformRandomProvider random) {
        this.startNanos = startNanos;
        this.gapNanos = ZigguratSampler.Exponential.of(random, NANOS_PER_SECOND / perSecond);
    }

    /** When the next one is meant to arrive, by the same clock. */
    long nextNanos() {
        sinceStart += gapNanos.sample();
        return startNanos + (long) sinceStart;
    }
}
