package io.valve4j.internal.schedule;

import java.util.List;

/**
 * What became of what a dispatcher had accepted.
 *
 * @param completed how many tickets had ended since the close
 * @param interrupted how many tasks ran
 * @param permitsHeld how many permits were not closed yet
 * @param unstarted what was handed back
 */
public record Abandoned(long completed, int interrupted, int permitsHeld, List<Ticket> unstarted) {}
