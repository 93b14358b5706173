package io.valve4j;

import io.valve4j.internal.check.Checks;

/**
 * A user's share of a shared resource: a weight among the others, and ceilings of their own.
 *
 * <p>An immutable value; start from {@link #weight(int)} or {@link #EQUAL} and go on:
 * {@code Terms.weight(4).rate(Rate.perSecond(2)).workers(3)}.
 *
 * @param weight the share relative to others: while both have work, weight 4 gets four times what weight 1 gets
 * @param workers how many workers of the resource the user may occupy at once; {@link #ALL} for no ceiling
 * @param queue how many of the user's tasks may wait; {@link #DYNAMIC} for as many as there are still free slots, so
 *     that a newcomer finds room
 * @param rate how fast the user's tasks may start, beside the resource's own rate; unlimited unless set
 */
public record Terms(int weight, int workers, int queue, Rate rate) {

    /** No ceiling on the user's workers. */
    public static final int ALL = Integer.MAX_VALUE;

    /** The dynamic threshold on queue slots (Choudhury and Hahne 1998): at most as many as are still free. */
    public static final int DYNAMIC = -1;

    /** The largest weight. */
    public static final int MAX_WEIGHT = 1_000_000;

    /** Weight 1 and no ceilings: the terms of a profile that states none. */
    public static final Terms EQUAL = new Terms(1, ALL, DYNAMIC, Rate.UNLIMITED);

    /** Checks every part. */
    public Terms {
        Checks.between("the weight", weight, 1, MAX_WEIGHT);
        Checks.between("the user's workers", workers, 1, ALL);
        if (queue != DYNAMIC) {
            Checks.between("the user's queue", queue, 0, Resource.MAX_QUEUE);
        }
        Checks.notNull("the user's rate", rate);
    }

    /** Terms with a weight, else without ceilings. */
    public static Terms weight(int weight) {
        return new Terms(weight, ALL, DYNAMIC, Rate.UNLIMITED);
    }

    /** The same with a ceiling on the workers that the user may occupy at once. */
    public Terms workers(int next) {
        return new Terms(weight, next, queue, rate);
    }

    /** The same with a ceiling on the user's waiting tasks. */
    public Terms queue(int next) {
        return new Terms(weight, workers, Checks.between("the user's queue", next, 0, Resource.MAX_QUEUE), rate);
    }

    /** The same with a ceiling on how fast the user's tasks may start. */
    public Terms rate(Rate next) {
        return new Terms(weight, workers, queue, next);
    }
}
