package io.valve4j.internal.schedule;

/** A part of the rule that can be left out, to show that the promise breaks without it. */
enum Term {

    /** What runs counts while it runs. Left out, a task counts only once it has ended. */
    RUNNING_SHARE,

    /** A task's share of the resource's rate is the least that it is charged. */
    RATE_SHARE,

    /** Who comes, or comes back, is lifted to V. */
    LIFT,

    /** A charge counts divided by its user's weight. */
    WEIGHT,

    /** A task that takes no time is charged something. */
    QUANTUM,

    /** Who left ahead of V is remembered until the others have caught up. */
    MEMORY
}
