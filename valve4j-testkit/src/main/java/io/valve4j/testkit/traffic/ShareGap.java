package io.valve4j.testkit.traffic;

import java.time.Duration;

/**
 * How far two users of one resource drifted apart, over any time in which both had work waiting that could have run: the largest
 * difference between what they received, in time of one worker over their weights; and what it may be at most under fair turns.
 *
 * <p>With k the largest part of a task's charge that is known as it starts (its share of the rate), e the largest that is learned
 * as it runs, w the weights and N the workers, the bound is {@code (kf + N·ef)/wf + (kg + N·eg)/wg}: start-time fair queueing
 * (Goyal, Vin, Cheng 1996) for work of unknown length.
 *
 * @param user one of the two
 * @param other the other
 * @param largest the largest difference; zero if they never had work waiting at the same time
 * @param bound what fair turns promise
 */
public record ShareGap(String user, String other, Duration largest, Duration bound) {

    /** Whether the promise was kept. */
    public boolean withinBound() {
        return largest.compareTo(bound) <= 0;
    }
}
