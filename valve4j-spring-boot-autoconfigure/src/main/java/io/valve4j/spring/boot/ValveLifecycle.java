package io.valve4j.spring.boot;

import io.valve4j.ShutdownReport;
import io.valve4j.ValveManager;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Shuts the valve down in step with the application: when the web server has answered the requests that it had, and before
 * connections, stores and clients go.
 */
final class ValveLifecycle implements SmartLifecycle {

    /**
     * Between the web server's graceful shutdown ({@code WebServerGracefulShutdownLifecycle}, at DEFAULT_PHASE - 1024) and its stop
     * (at DEFAULT_PHASE - 2048). Later phases end first.
     */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1536;

    private static final Logger LOG = LoggerFactory.getLogger(ValveLifecycle.class);

    private final ValveManager valve;
    private final Duration timeout;
    private volatile boolean running;

    ValveLifecycle(ValveManager valve, Duration timeout) {
        this.valve = valve;
        this.timeout = timeout;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what can go wrong is told, and the callback called
    public void stop(Runnable callback) {
        running = false;
        LOG.info("the valve refuses new work, and lets what it has run for up to {}", timeout);
        valve.shutdown(timeout).whenComplete((report, failure) -> {
            tell(report, failure);
            callback.run();
        });
    }

    Duration timeout() {
        return timeout;
    }

    private static void tell(@Nullable ShutdownReport report, @Nullable Throwable failure) {
        if (report == null) {
            LOG.error("the valve failed to shut down", failure);
        } else {
            LOG.info(
                    "the valve is shut: completed {}, interrupted {}, handed back {}",
                    report.completed(),
                    report.interrupted(),
                    report.unstarted().size());
        }
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A valve that was shut does not open again. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
