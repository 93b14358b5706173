package io.valve4j.examples;

import static io.valve4j.task.TaskOptions.DEFAULT;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ShutdownReport;
import io.valve4j.UnstartedTask;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.quota.Quota;
import io.valve4j.task.Action;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Shutting down without losing work: first with enough time, then without.
 *
 * <p>{@code shutdown(timeout)} refuses new work at once and lets what was accepted run. When the time is up it interrupts
 * what still runs, and hands back what never started, its charge given back: the report lists those tasks, to be run
 * elsewhere or later. {@code close()} is {@code shutdown} with 30 seconds.
 */
public final class GracefulShutdown {

    private static final int MAILS = 6;

    private GracefulShutdown() {}

    /** Runs it. */
    public static void main(String[] args) throws InterruptedException {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) throws InterruptedException {
        out.println(MAILS + " mails wait for 2 workers, and the service is told to stop");
        out.println();

        out.println("with time enough, shutdown(10 s):");
        stop(out, Duration.ofSeconds(10), () -> Thread.sleep(100));
        out.println();

        out.println("with a mail server that hangs, shutdown(300 ms):");
        stop(out, Duration.ofMillis(300), () -> TimeUnit.HOURS.sleep(1));
    }

    private static void stop(PrintStream out, Duration timeout, Action mail) throws InterruptedException {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("mail").workers(2),
                    Profile.named("free").shared("mail").quota(Quota.perDay(100)));
            Limiter ada = valve.limiter("free", "ada");
            AtomicInteger sent = new AtomicInteger();
            CountDownLatch twoRun = new CountDownLatch(2);
            for (int i = 1; i <= MAILS; i++) {
                CompletableFuture<?> accepted = ada.run(
                        () -> {
                            twoRun.countDown();
                            mail.run();
                            sent.incrementAndGet();
                        },
                        DEFAULT.named("mail " + i));
                accepted.exceptionally(failure -> null); // a real service would log it
            }
            twoRun.await();
            long used = ada.usage().get(0).used();

            CompletableFuture<ShutdownReport> end = valve.shutdown(timeout);
            try {
                ada.run(mail).join();
            } catch (ValveRejectedException refusal) {
                out.println("  one more mail is refused: " + refusal.decision().reason());
            }
            ShutdownReport report = end.join();
            out.println("  sent: " + sent);
            out.println("  interrupted: " + report.interrupted());
            out.println("  handed back: "
                    + report.unstarted().stream().map(UnstartedTask::name).toList());
            out.println("  ada's quota: " + used + " used before, "
                    + ada.usage().get(0).used() + " after");
        }
    }
}
