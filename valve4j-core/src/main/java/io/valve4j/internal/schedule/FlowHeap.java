package io.valve4j.internal.schedule;

import java.util.Arrays;

/**
 * Users by rank; among equals, whoever was served least recently comes first. What they are ordered by is copied beside one
 * another: among 100,000 users nearly each look at a {@link Flow} waits for memory, and those were half the work of a task.
 */
final class FlowHeap extends UserHeap {

    private double[] ranks = new double[capacity()];
    private long[] turns = new long[capacity()];

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
    void swapped(int a, int b) {
        double rank = ranks[a];
        ranks[a] = ranks[b];
        ranks[b] = rank;
        long turn = turns[a];
        turns[a] = turns[b];
        turns[b] = turn;
    }

    @Override
    void resized(int capacity) {
        ranks = Arrays.copyOf(ranks, capacity);
        turns = Arrays.copyOf(turns, capacity);
    }

    /** Takes the same off every rank, which leaves the order as it is. */
    void lower(double by) {
        for (int place = 0; place < size(); place++) {
            ranks[place] -= by;
            at(place).rank = ranks[place];
        }
    }
}
