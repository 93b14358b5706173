package io.valve4j.cli.soak;

import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import io.valve4j.event.Work;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the valve tells, counted: of which there must be as much as was seen by those who asked. */
final class Told implements ValveListener {

    private final Tally tally = new Tally();
    private final Predicate<String> charged;
    private final Set<Long> permits = new HashSet<>();
    private volatile long lost;

    /**
     * Nothing yet.
     *
     * @param charged whether the users of a profile are charged for calls
     */
    Told(Predicate<String> charged) {
        this.charged = charged;
    }

    Tally tally() {
        return tally;
    }

    /** How many events it was not told of, since there were too many. */
    long lost() {
        return lost;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // told by one thread at a time, looked at by others
    public void on(ValveEvent event) {
        if (event instanceof ValveEvent.Started started) {
            started(started);
        } else if (event instanceof ValveEvent.Completed completed) {
            permits.remove(completed.work().id());
            boolean task = completed.work().kind() == Work.Kind.TASK;
            tally.add(task ? Count.SUCCEEDED : Count.CLOSED);
        } else if (event instanceof ValveEvent.EventsLost some) {
            lost += some.count();
        } else {
            if (event instanceof ValveEvent.Cancelled cancelled
                    && permits.remove(cancelled.work().id())) {
                grantedInVain(cancelled.work());
            }
            Count count = countOf(event);
            if (count != null) {
                tally.add(count);
            }
        }
    }

    /** Its acquirer gave up at the very moment of the grant: nobody has seen it, and its charge goes back. */
    private void grantedInVain(Work work) {
        tally.add(Count.GRANTED, -1);
        if (charged.test(work.profile())) {
            tally.add(Count.CHARGED, -work.cost());
        }
    }

    /** What has started once keeps its charge, however it ends. */
    private void started(ValveEvent.Started started) {
        if (started.attempt() == 1 && charged.test(started.work().profile())) {
            tally.add(Count.CHARGED, started.work().cost());
        }
        if (started.work().kind() == Work.Kind.PERMIT) {
            permits.add(started.work().id());
            tally.add(Count.GRANTED);
        }
    }

    private static @Nullable Count countOf(ValveEvent event) {
        if (event instanceof ValveEvent.Submitted) {
            return Count.ACCEPTED;
        } else if (event instanceof ValveEvent.Refused) {
            return Count.REFUSED;
        } else if (event instanceof ValveEvent.Failed) {
            return Count.FAILED;
        } else if (event instanceof ValveEvent.Cancelled) {
            return Count.CANCELLED;
        } else if (event instanceof ValveEvent.TimedOut) {
            return Count.TIMED_OUT;
        } else if (event instanceof ValveEvent.HandedBack) {
            return Count.HANDED_BACK;
        } else if (event instanceof ValveEvent.Retried) {
            return Count.RETRIED;
        }
        return event instanceof ValveEvent.SubscriptionChanged ? Count.CHANGED : null;
    }
}
