package io.valve4j.cli.bench;

/**
 * How long everything lasts.
 *
 * @param rounds how often each contestant has its turn
 * @param warmUpMillis how long it runs before anything is measured
 * @param sliceMillis how long a turn lasts
 */
record Pace(int rounds, int warmUpMillis, int sliceMillis) {}
