package io.valve4j.internal.engine;

import io.valve4j.ShutdownReport;
import io.valve4j.UnstartedTask;
import io.valve4j.internal.schedule.Abandoned;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.internal.schedule.Ticket;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Lets dispatchers that take no new work run empty; after a time, interrupts what still runs and hands back what still waits.
 */
final class Shutdown {

    private Shutdown() {}

    /**
     * Begins at once, on a thread of its own, and completes when all is over. Nothing that was accepted is lost: it ends by
     * itself, is interrupted, or is in the report.
     *
     * @param afterwards what to do in the end, before the report is given; with it comes a future that is complete once no
     *     interrupted task runs any more, which may be never
     */
    static CompletableFuture<ShutdownReport> of(
            Collection<ResourceRuntime> closed,
            Duration timeout,
            TimeSource time,
            BiConsumer<ShutdownReport, CompletableFuture<Void>> afterwards) {
        CompletableFuture<ShutdownReport> report = new CompletableFuture<>();
        CompletableFuture<Void> timeUp = new CompletableFuture<>();
        TimeSource.Alarm alarm = time.alarm(timeout.toNanos(), () -> timeUp.complete(null));
        Thread thread = new Thread(
                () -> {
                    try {
                        List<Dispatcher> dispatchers = dispatchersOf(closed);
                        CompletableFuture<Void> over = CompletableFuture.allOf(
                                dispatchers.stream().map(Dispatcher::over).toArray(CompletableFuture[]::new));
                        CompletableFuture.anyOf(over, timeUp).join();
                        alarm.cancel();
                        ShutdownReport found = abandon(dispatchers);
                        afterwards.accept(found, over);
                        report.complete(found);
                    } catch (Throwable failure) {
                        report.completeExceptionally(failure);
                    }
                },
                "valve4j-shutdown");
        thread.setDaemon(true);
        thread.start();
        return report;
    }

    private static List<Dispatcher> dispatchersOf(Collection<ResourceRuntime> closed) {
        List<Dispatcher> dispatchers = new ArrayList<>();
        for (ResourceRuntime runtime : closed) {
            Dispatcher dispatcher = runtime.dispatcherIfAny();
            if (dispatcher != null) {
                dispatchers.add(dispatcher);
            }
        }
        return dispatchers;
    }

    private static ShutdownReport abandon(List<Dispatcher> dispatchers) {
        List<UnstartedTask> unstarted = new ArrayList<>();
        int interrupted = 0;
        int permitsHeld = 0;
        int givenUp = 0;
        long completed = 0;
        for (Dispatcher dispatcher : dispatchers) {
            Abandoned abandoned = dispatcher.abandon();
            completed += abandoned.completed();
            interrupted += abandoned.interrupted();
            permitsHeld += abandoned.permitsHeld();
            for (Ticket ticket : abandoned.unstarted()) {
                // One whose future somebody else has ended meanwhile is theirs.
                if (ticket instanceof TaskTicket<?> task && task.wasHandedBack()) {
                    unstarted.add(task.unstarted());
                } else if (ticket instanceof TaskTicket<?> task && task.wasGivenUp()) {
                    givenUp++;
                }
            }
        }
        return new ShutdownReport(completed, interrupted, permitsHeld, givenUp, unstarted);
    }
}
