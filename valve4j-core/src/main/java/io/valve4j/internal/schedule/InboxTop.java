package io.valve4j.internal.schedule;

/** What is at the top of an {@link Inbox}: the last ticket that came, or in an empty one, what it was opened with. */
abstract class InboxTop {

    /** At most so many tickets wait, those in the inbox among them. */
    int waiting;

    /** At least so many slots are free, apart from those that tickets in the inbox take. */
    int free;
}
