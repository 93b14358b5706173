package io.valve4j.time;

import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's own clocks. One instance serves every manager: the thread for alarms leaves after ten idle seconds. */
final class SystemTime implements TimeSource {

    static final SystemTime INSTANCE = new SystemTime();

    private static final Logger LOG = LoggerFactory.getLogger(TimeSource.class);

    private final ScheduledThreadPoolExecutor alarms;

    private SystemTime() {
        alarms = new ScheduledThreadPoolExecutor(1, action -> {
            Thread thread = new Thread(action, "valve4j-alarms");
            thread.setDaemon(true);
            return thread;
        });
        alarms.setRemoveOnCancelPolicy(true);
        alarms.setKeepAliveTime(10, TimeUnit.SECONDS);
        alarms.allowCoreThreadTimeOut(true);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public Alarm alarm(long delayNanos, Runnable action) {
        Future<?> ringing = alarms.schedule(() -> ring(action), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        return () -> ringing.cancel(false);
    }

    private static void ring(Runnable action) {
        try {
            action.run();
        } catch (Throwable failure) {
            LOG.error("an alarm failed", failure);
        }
    }
}
