package io.valve4j.examples;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.ValveManager;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * Priorities without starvation: dashboards, reports and exports on one data warehouse.
 *
 * <p>With strict priorities the least important work waits until nothing else does, which may be never. With
 * <em>weights</em> it gets a small share, but always: here 6 to 3 to 1 while all three have work. Shares that nobody uses go
 * to those who have work, so no slot of the warehouse idles while a query waits.
 */
public final class Analytics {

    private static final int QUERIES = 12;

    private Analytics() {}

    /** Runs it. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("warehouse")
                            .workers(1)
                            .rate(Rate.perSecond(20).burst(1)),
                    Profile.named("dashboard").shared("warehouse", Terms.weight(6)),
                    Profile.named("report").shared("warehouse", Terms.weight(3)),
                    Profile.named("export").shared("warehouse", Terms.weight(1)));
            List<Limiter> jobs = List.of(
                    valve.limiter("export", "nightly export"),
                    valve.limiter("report", "monthly report"),
                    valve.limiter("dashboard", "sales dashboard"));

            out.println("while the warehouse loads its data, three jobs hand in " + QUERIES + " queries each;");
            out.println("in this order they run:");
            out.println();
            CountDownLatch loaded = new CountDownLatch(1);
            ConcurrentLinkedQueue<Limiter> started = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<?>> queries = new ArrayList<>();
            queries.add(valve.limiter("report", "loader").run(loaded::await));
            for (Limiter job : jobs) {
                for (int i = 0; i < QUERIES; i++) {
                    queries.add(job.run(() -> started.add(job)));
                }
            }
            loaded.countDown();
            queries.forEach(CompletableFuture::join);

            List<Limiter> order = List.copyOf(started);
            for (Limiter job : jobs) {
                long early = order.subList(0, 20).stream().filter(job::equals).count();
                out.printf("%-15s  %s  %2d of the first 20%n", job.user(), row(order, job), early);
            }
            out.println();
            out.println("weights 1, 3 and 6: the dashboard runs most, the export never stands still,");
            out.println("and once the dashboard is done, its share goes to the others");
        }
    }

    /** A mark for each query that was this job's, a dot for each that was not. */
    private static String row(List<Limiter> order, Limiter job) {
        return order.stream().map(other -> other == job ? "#" : ".").collect(Collectors.joining());
    }
}
