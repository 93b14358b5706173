package io.valve4j;

import io.valve4j.internal.check.Checks;

/**
 * The scarce thing behind a valve: how fast it may be used, by how many at once, and how many may wait.
 *
 * <p>A <em>shared</em> resource has a name of its own and serves many users in fair turns:
 * {@code Resource.named("gpu").rate(Rate.perSecond(5)).workers(2)}. A <em>dedicated</em> one is a pattern of which every
 * user of a profile gets one of their own: {@code Resource.each().workers(4)}.
 *
 * <p>An immutable value; every call returns a new one and checks its argument on the spot.
 *
 * @param name how users reach it: {@code limiter.on(name)}
 * @param rate how fast tasks may start; unlimited unless set
 * @param workers how many tasks may run, and permits be held, at once; 10 unless set
 * @param queue how many tasks and acquirers may wait; 1,000 unless set; 0 means that nothing waits
 * @param dedicated whether each user has one of their own
 */
public record Resource(String name, Rate rate, int workers, int queue, boolean dedicated) implements Definition {

    /** The name of a dedicated resource that was given none. */
    public static final String DEDICATED = "dedicated";

    /** The most workers that one resource may have. */
    public static final int MAX_WORKERS = 1_000_000;

    /** The longest queue that one resource may have. */
    public static final int MAX_QUEUE = 1_000_000_000;

    /** Checks every part. */
    public Resource {
        Checks.name("the resource's name", name);
        Checks.notNull("the resource's rate", rate);
        Checks.between("the resource's workers", workers, 1, MAX_WORKERS);
        Checks.between("the resource's queue", queue, 0, MAX_QUEUE);
    }

    /** A shared resource: one for all users whose profile names it. */
    public static Resource named(String name) {
        return new Resource(name, Rate.UNLIMITED, 10, 1_000, false);
    }

    /** A dedicated resource: one for each user. Its name is {@value #DEDICATED}. */
    public static Resource each() {
        return each(DEDICATED);
    }

    /** A dedicated resource under a name of its own, for profiles that have several. */
    public static Resource each(String name) {
        return new Resource(name, Rate.UNLIMITED, 10, 1_000, true);
    }

    /** The same with another rate. */
    public Resource rate(Rate next) {
        return new Resource(name, next, workers, queue, dedicated);
    }

    /** The same with another number of workers. */
    public Resource workers(int next) {
        return new Resource(name, rate, next, queue, dedicated);
    }

    /** The same with another length of queue. */
    public Resource queue(int next) {
        return new Resource(name, rate, workers, next, dedicated);
    }
}
