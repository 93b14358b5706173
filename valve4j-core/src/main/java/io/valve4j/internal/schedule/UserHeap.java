package io.valve4j.internal.schedule;

/** A heap of users, of which each is in one such heap at most. */
abstract class UserHeap extends IndexedHeap<Flow> {

    @Override
    final int number(Flow flow) {
        return flow.number;
    }

    @Override
    final void number(Flow flow, int number) {
        flow.number = number;
    }
}
