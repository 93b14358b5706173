package io.valve4j.testkit.traffic;

import io.valve4j.internal.schedule.TurnRule;

/**
 * In which order the users of a resource are served in a replay. valve4j itself knows only {@link #FAIR}; the others are there
 * to compare with, and to see that an assertion on fairness can fail. Rates, ceilings, queues and quotas hold under each.
 */
public enum Turns {
    /** valve4j's own: the least served comes first, measured by what tasks take. */
    FAIR(TurnRule.FAIR),
    /** First in, first out, whosever it is. */
    FIFO(TurnRule.FIFO),
    /** Users in turn, one task each (a weight of n: n tasks), whatever the tasks take. */
    ROUND_ROBIN(TurnRule.ROUND_ROBIN);

    private final TurnRule rule;

    Turns(TurnRule rule) {
        this.rule = rule;
    }

    TurnRule rule() {
        return rule;
    }
}
