package io.valve4j.examples;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.ValveManager;
import io.valve4j.task.Action;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Three database connections for all tenants: a nightly job may not take the last one.
 *
 * <p>The <em>workers</em> of a resource bound how many use it at once: as many as there are connections. <em>Terms</em> bound
 * one user's share of it: here two workers each. A <em>permit</em> is the right to run in the caller's own thread; closing it
 * frees the worker, so it belongs in a {@code try}.
 */
public final class DatabaseConnections {

    private static final int CONNECTIONS = 3;

    private DatabaseConnections() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) throws Exception {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("database").workers(CONNECTIONS).queue(100),
                    Profile.named("tenant").shared("database", Terms.EQUAL.workers(2)));
            Limiter acme = valve.limiter("tenant", "acme");
            Limiter bolt = valve.limiter("tenant", "bolt");
            Database database = new Database();
            CountDownLatch twoRun = new CountDownLatch(2);
            CountDownLatch morning = new CountDownLatch(1);

            out.println(CONNECTIONS + " connections, at most 2 for one tenant");
            List<CompletableFuture<?>> nightly = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                nightly.add(acme.run(() -> database.query(() -> {
                    twoRun.countDown();
                    morning.await();
                })));
            }
            twoRun.await();
            out.println("acme hands in 20 queries that take the whole night; " + database.inUse() + " run, 18 wait");

            try (Permit permit = bolt.acquire(Duration.ofSeconds(5))) {
                database.query(() ->
                        out.println(permit.user() + " queries meanwhile: " + database.inUse() + " connections in use"));
            }
            out.println("bolt is done: " + database.inUse() + " in use; the third stays free for other tenants");

            Optional<Permit> third = acme.tryAcquire();
            out.println("acme asks for the third: " + (third.isPresent() ? "granted" : "not granted"));
            third.ifPresent(Permit::close);

            morning.countDown();
            nightly.forEach(CompletableFuture::join);
            out.println();
            out.println("morning: all " + nightly.size() + " ran; never more than " + database.mostInUse()
                    + " connections in use");
        }
    }

    /** Stands for a real one, and counts what is in use. */
    private static final class Database {

        private final AtomicInteger inUse = new AtomicInteger();
        private final AtomicInteger mostInUse = new AtomicInteger();

        void query(Action query) throws Exception {
            mostInUse.accumulateAndGet(inUse.incrementAndGet(), Math::max);
            try {
                query.run();
            } finally {
                inUse.decrementAndGet();
            }
        }

        int inUse() {
            return inUse.get();
        }

        int mostInUse() {
            return mostInUse.get();
        }
    }
}
