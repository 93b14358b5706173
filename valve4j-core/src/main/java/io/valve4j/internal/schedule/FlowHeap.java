package io.valve4j.internal.schedule;

import java.util.Arrays;

/**
 * Users by rank; among equals, whoever was served least recently comes first. What they are ordered by is copied beside one
 * another: among 100,000 users nearly each look at a {@link Flow} waits for memory, and those were half the work of a task.
 */
final class FlowHeap extends UserHeap {

    private double[] ranks = new double[placeCount()];
    private long[] turns = new long[placeCount()];

    @Override
    boolean before(int a, int b) {
        return ranks[a] < ranks[b] || (ranks[a] == ranks[b] && turns[a] < turns[b]);
    }

    @Override
    void keyed(int place, Flow flow) {
        ranks[place] = flow.rank;
        turns[place] = flow.lastServed;
    }

    @Override
    void copied(int from, int to) {
        ranks[to] = ranks[from];
        turns[to] = turns[from];
    }

    @Override
    void resized(int places) {
        ranks = Arrays.copyOf(ranks, places);
        turns = Arrays.copyOf(turns, places);
    }

    /** Takes the same off every rank, which leaves the order as it is. */
    void lower(double by) {
        for (int place = 0; place < size(); place++) {
            ranks[place] -= by;
            at(place).rank = ranks[place];
        }
    }
}
