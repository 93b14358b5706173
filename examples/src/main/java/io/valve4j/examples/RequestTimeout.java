package io.valve4j.examples;

import static io.valve4j.task.TaskOptions.DEFAULT;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.quota.Quota;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Four ways in which time runs out, and what each costs.
 *
 * <p>A <em>deadline</em> is the latest start of a task: one that is still queued then never starts, and its charge is given
 * back. One that cannot be met is refused at once, so nobody waits for nothing. A wait for a <em>permit</em> is bounded by
 * whoever waits. A task that runs is yours: give up on its future, and {@code cancel(true)} interrupts it.
 */
public final class RequestTimeout {

    private RequestTimeout() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) throws Exception {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("reports").workers(1),
                    Resource.named("mail").rate(Rate.perMinute(1)),
                    Profile.named("free").shared("reports").shared("mail").quota(Quota.perDay(100)));
            Limiter reports = valve.limiter("free", "ada").on("reports");
            Limiter mail = reports.on("mail");
            CountDownLatch running = new CountDownLatch(1);
            CompletableFuture<?> endless = reports.run(() -> {
                running.countDown();
                TimeUnit.HOURS.sleep(1);
            });
            running.await();
            out.println("an endless report occupies the only worker");
            out.println("quota used: " + used(reports));
            out.println();

            out.println("1. a task with a deadline of 300 ms waits behind it");
            CompletableFuture<?> late =
                    reports.run(() -> {}, DEFAULT.named("sales report").deadline(Duration.ofMillis(300)));
            try {
                late.get();
            } catch (ExecutionException failure) {
                Paragraph.print(out, "   ", String.valueOf(failure.getMessage()));
            }
            out.println("   quota used: " + used(reports) + ", its charge was given back");
            out.println();

            out.println("2. a deadline of 5 s, where the rate's next permit is a minute away");
            mail.run(() -> {}).join(); // takes the permit that is there
            try {
                mail.run(() -> {}, DEFAULT.deadline(Duration.ofSeconds(5))).join();
            } catch (ValveRejectedException refusal) {
                out.println("   refused at once: " + refusal.decision().reason());
            }
            out.println();

            out.println("3. a permit, waited for no longer than 300 ms");
            try (Permit permit = reports.acquire(Duration.ofMillis(300))) {
                out.println("   " + permit.user() + " may go on"); // not while the worker is occupied
            } catch (ValveRejectedException refusal) {
                out.println("   refused after the wait: " + refusal.decision().reason());
            }
            out.println();

            out.println("4. a running task, given up on after 300 ms");
            try {
                endless.get(300, TimeUnit.MILLISECONDS);
            } catch (TimeoutException tooLong) {
                out.println("   cancelled: " + endless.cancel(true));
            }
            out.println("   the worker is free again: "
                    + reports.submit(() -> "the next report ran").join());
            out.println();
            out.println("quota used: " + used(reports) + ", by the tasks that started");
        }
    }

    private static long used(Limiter limiter) {
        return limiter.usage().get(0).used();
    }
}
