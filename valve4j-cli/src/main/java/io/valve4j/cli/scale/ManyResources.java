package io.valve4j.cli.scale;

import io.valve4j.Definition;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ShutdownReport;
import io.valve4j.ValveManager;
import io.valve4j.cli.machine.CountingTime;
import io.valve4j.cli.machine.Heap;
import io.valve4j.cli.machine.ValveThreads;
import io.valve4j.cli.report.Finding;
import io.valve4j.cli.report.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Shared resources, each with a profile and three users, all at work at once; one of them changed live; then all closed. */
final class ManyResources implements Experiment {

    private static final String GROUP = "resources";
    private static final int USERS = 3;
    private static final int COLLECTIONS = 3;
    private static final int MOST_THREADS = 1_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    @Override
    public List<Finding> run(Size size, Consumer<String> progress) throws Exception {
        List<Finding> findings = new ArrayList<>();
        CountingTime time = new CountingTime();
        try (ValveManager valve = ValveManager.builder().time(time).build()) {
            long empty = Heap.live(COLLECTIONS);
            progress.accept(Text.number(size.resources()) + " resources, each with a profile");
            findings.add(timed("registered in", () -> valve.register(definitions(size.resources()))));
            double each = (double) (Heap.live(COLLECTIONS) - empty) / size.resources();
            findings.add(Finding.of(GROUP, "heap of each, with its profile", Text.decimal(each) + " B", each));
            findings.add(Finding.atMost(GROUP, "alarms before any work", time.pending(), 0));
            progress.accept("tasks on all of them");
            AtomicLong ran = new AtomicLong();
            List<CompletableFuture<?>> tasks = new ArrayList<>();
            findings.add(timed("three tasks each run in", () -> {
                for (int user = 0; user < USERS; user++) {
                    for (int i = 0; i < size.resources(); i++) {
                        tasks.add(valve.limiter(profile(i), "user-" + user).run(ran::incrementAndGet));
                    }
                }
                // Each is awaited on its own: one after the other costs nothing once they are done.
                for (CompletableFuture<?> task : tasks) {
                    task.get(1, TimeUnit.MINUTES);
                }
            }));
            findings.add(Finding.equal(GROUP, "tasks run", ran.get(), (long) USERS * size.resources()));
            findings.add(Finding.atMost(GROUP, "threads", ValveThreads.count(), MOST_THREADS + 2));
            findings.add(timed(
                    "one of them changed live in",
                    () -> valve.replace(resource(0).workers(20))));
            progress.accept("closing");
            AtomicLong unclean = new AtomicLong();
            findings.add(timed("closed in", () -> {
                ShutdownReport report = valve.shutdown(CLOSE_TIMEOUT).get(1, TimeUnit.MINUTES);
                unclean.set(report.clean() ? 0 : 1);
            }));
            findings.add(Finding.atMost(GROUP, "closed uncleanly", unclean.get(), 0));
            findings.add(Finding.atMost(GROUP, "alarms afterwards", time.pending(), 0));
        }
        return findings;
    }

    private static Definition[] definitions(int resources) {
        Definition[] definitions = new Definition[2 * resources];
        for (int i = 0; i < resources; i++) {
            definitions[2 * i] = resource(i);
            definitions[2 * i + 1] =
                    Profile.named(profile(i)).shared(resource(i).name());
        }
        return definitions;
    }

    private static Resource resource(int number) {
        return Resource.named("resource-" + number).rate(Rate.perSecond(1_000)).workers(2);
    }

    private static String profile(int number) {
        return "profile-" + number;
    }

    /** Something that takes a while. */
    @FunctionalInterface
    private interface Step {

        void run() throws Exception;
    }

    private static Finding timed(String what, Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        long took = System.nanoTime() - start;
        return Finding.of(GROUP, what, Text.duration(took), took / 1e9);
    }
}
