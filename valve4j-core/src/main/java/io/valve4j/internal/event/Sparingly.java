package io.valve4j.internal.event;

import io.valve4j.time.TimeSource;
import java.util.function.LongConsumer;

/** Says a thing at most once in ten seconds, and then how often there was reason to: for logs that trouble may flood. */
public final class Sparingly {

    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final TimeSource time;
    private boolean said;
    private long saidAt;
    private long reasons;

    /** Nothing was said yet. */
    public Sparingly(TimeSource time) {
        this.time = time;
    }

    /** Notes a reason, and says it if it is time. Thread-safe. */
    public void say(LongConsumer log) {
        long count = due();
        if (count > 0) {
            log.accept(count);
        }
    }

    private synchronized long due() {
        reasons++;
        long now = time.nanos();
        if (said && now - saidAt < PAUSE_NANOS) {
            return 0;
        }
        said = true;
        saidAt = now;
        long count = reasons;
        reasons = 0;
        return count;
    }
}
