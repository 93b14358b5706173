package io.valve4j;

import java.util.List;

/**
 * What became of the work that was accepted before a shutdown.
 *
 * @param completed how many tasks and permits have ended since the shutdown began
 * @param interrupted how many tasks were still running when the time was up, and were interrupted
 * @param permitsHeld how many permits were still held then; they belong to their holders, who are not interrupted
 * @param givenUp how many tasks waited for another attempt then; each has failed as it failed last
 * @param unstarted the tasks that never started
 */
public record ShutdownReport(
        long completed, int interrupted, int permitsHeld, int givenUp, List<UnstartedTask> unstarted) {

    /** Copies the list. */
    public ShutdownReport {
        unstarted = List.copyOf(unstarted);
    }

    /** Whether all that was accepted has ended by itself. */
    public boolean clean() {
        return interrupted == 0 && permitsHeld == 0 && givenUp == 0 && unstarted.isEmpty();
    }
}
