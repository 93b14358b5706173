package io.valve4j.internal.schedule;

/** A heap of tickets by when something becomes due, of which each is in one such heap at most. */
abstract class TimerHeap extends IndexedHeap<Ticket> {

    @Override
    final int number(Ticket ticket) {
        return ticket.timerNumber;
    }

    @Override
    final void number(Ticket ticket, int number) {
        ticket.timerNumber = number;
    }
}
