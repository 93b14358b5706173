package io.valve4j.internal.event;

import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import io.valve4j.time.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Tells listeners of events. Without a listener nothing is made and nothing is asked for: {@link #on()} is a read of a final
 * field. Thread-safe; never blocks, never throws.
 */
public final class Events {

    /** How long a listener may take to catch up at the end. */
    private static final long FLUSH_NANOS = 5_000_000_000L;

    private final TimeSource time;
    private final List<Mailbox> mailboxes;
    private final boolean on;

    /**
     * Events for these listeners.
     *
     * @param listeners who is told, each with how many events may wait for it
     * @param threads tells them; one thread for each listener at a time
     */
    public Events(Map<ValveListener, Integer> listeners, TimeSource time, Executor threads) {
        this.time = time;
        this.mailboxes = listeners.entrySet().stream()
                .map(each -> new Mailbox(each.getKey(), each.getValue(), time, threads))
                .toList();
        this.on = !mailboxes.isEmpty();
    }

    /** Whether anybody listens: if not, spare yourself the making of an event. */
    public boolean on() {
        return on;
    }

    /** Whether the calling thread is telling a listener something, and so must not wait for that to end. */
    public static boolean inListener() {
        return Mailbox.delivers();
    }

    /** Tells of an event, if anybody listens. */
    public void tell(Function<Instant, ValveEvent> event) {
        put(event);
        deliver();
    }

    /**
     * The first half of {@link #tell}, which runs nobody's code and may be called under a lock: from here on, the event comes
     * before all that are told after it.
     */
    public void put(Function<Instant, ValveEvent> event) {
        if (on) {
            ValveEvent told = event.apply(time.instant());
            mailboxes.forEach(mailbox -> mailbox.put(told));
        }
    }

    /** The second half of {@link #tell}; not to be called under a lock. */
    public void deliver() {
        mailboxes.forEach(Mailbox::deliver);
    }

    /** Waits until listeners know all that was told, but not for one that takes more than 5 s. */
    public void flush() {
        if (!on) {
            return;
        }
        CompletableFuture<Void> enough = new CompletableFuture<>();
        TimeSource.Alarm alarm = time.alarm(FLUSH_NANOS, () -> enough.complete(null));
        CompletableFuture<Void> all =
                CompletableFuture.allOf(mailboxes.stream().map(Mailbox::flushed).toArray(CompletableFuture[]::new));
        CompletableFuture.anyOf(all, enough).join();
        alarm.cancel();
    }
}
