package io.valve4j.cli.scale;

import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.cli.machine.CountingTime;
import io.valve4j.cli.machine.Heap;
import io.valve4j.cli.machine.ValveThreads;
import io.valve4j.cli.report.Finding;
import io.valve4j.cli.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Users who all have two tasks in the queue of one resource while nothing moves; then it is opened, and everybody has a turn before
 * anybody has a second one.
 */
final class ActiveUsers implements Experiment {

    private static final String GROUP = "active users";
    private static final String PROFILE = "all";
    private static final int WORKERS = 8;
    private static final int COLLECTIONS = 3;
    private static final long PATIENCE_MINUTES = 3;

    @Override
    public List<Finding> run(Size size, Consumer<String> progress) throws Exception {
        List<Finding> findings = new ArrayList<>();
        CountingTime time = new CountingTime();
        try (ValveManager valve = ValveManager.builder().time(time).build()) {
            valve.register(
                    Resource.named("hub").workers(WORKERS).queue(4 * size.active()),
                    Profile.named(PROFILE).shared("hub"));
            long empty = Heap.live(COLLECTIONS);
            Turns turns = new Turns(size.active());
            progress.accept(Text.number(size.active()) + " users hand in two tasks each, to one resource");
            long start = System.nanoTime();
            for (int i = 0; i < size.active(); i++) {
                turns.handInFirst(valve, "user-" + i);
            }
            for (int i = 0; i < size.active(); i++) {
                turns.handInSecond(valve, "user-" + i);
            }
            double perSecond = Crowd.perSecond(2L * size.active(), System.nanoTime() - start);
            double waiting = (double) (Heap.live(COLLECTIONS) - empty) / size.active();
            findings.add(
                    Finding.of(GROUP, "tasks handed in per second", Text.number(Math.round(perSecond)), perSecond));
            findings.add(Finding.of(GROUP, "heap of each, with two tasks", Text.decimal(waiting) + " B", waiting));
            findings.add(Finding.atMost(GROUP, "threads", ValveThreads.count(), WORKERS + 1));
            findings.add(Finding.atMost(GROUP, "alarms", time.pending(), 1));
            findings.addAll(turns.run(progress));
            double left = Math.max(0, (double) (Heap.live(COLLECTIONS) - empty) / size.active());
            findings.add(Finding.atMost(GROUP, "heap of each afterwards", "B", left, 1));
        }
        return findings;
    }

    /** The tasks, and who had a turn when. */
    private static final class Turns {

        private final int users;
        private final CountDownLatch opened = new CountDownLatch(1);
        private final CountDownLatch ended;
        private final AtomicInteger first = new AtomicInteger();
        private final AtomicInteger second = new AtomicInteger();
        private final AtomicInteger tooEarly = new AtomicInteger();

        Turns(int users) {
            this.users = users;
            this.ended = new CountDownLatch(2 * users);
        }

        void handInFirst(ValveManager valve, String user) {
            var unused = valve.limiter(PROFILE, user).run(() -> {
                opened.await();
                first.incrementAndGet();
                ended.countDown();
            });
        }

        void handInSecond(ValveManager valve, String user) {
            var unused = valve.limiter(PROFILE, user).run(() -> {
                opened.await();
                // Those that other workers have begun at this moment may not have counted themselves yet.
                if (first.get() < users - WORKERS) {
                    tooEarly.incrementAndGet();
                }
                second.incrementAndGet();
                ended.countDown();
            });
        }

        List<Finding> run(Consumer<String> progress) throws InterruptedException {
            progress.accept("all of them have their turns");
            long start = System.nanoTime();
            opened.countDown();
            boolean all = ended.await(PATIENCE_MINUTES, TimeUnit.MINUTES);
            double perSecond = Crowd.perSecond(2L * users - ended.getCount(), System.nanoTime() - start);
            String what = all ? "tasks run" : "tasks run before patience ended";
            return List.of(
                    Finding.of(GROUP, "tasks run per second", Text.number(Math.round(perSecond)), perSecond),
                    Finding.equal(GROUP, what, first.get() + second.get(), 2L * users),
                    Finding.atMost(GROUP, "second turns before all had one", tooEarly.get(), 0));
        }
    }
}
