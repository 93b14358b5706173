package io.valve4j.cli.bench;

/**
 * How long a race lasts.
 *
 * @param threads how many run a contestant's step at once
 * @param warmUpMillis how long each contestant runs before anything is measured
 * @param rounds how often each contestant has its turn
 * @param sliceMillis how long a turn lasts
 */
record Pace(int threads, int warmUpMillis, int rounds, int sliceMillis) {

    /** For a figure to rely on. */
    static final Pace THOROUGH = new Pace(8, 3_000, 15, 1_000);

    /** For a first look. */
    static final Pace QUICK = new Pace(8, 1_000, 6, 500);
}
