package io.valve4j.benchmarks;

import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.FairScheduler;
import io.valve4j.internal.schedule.Share;
import io.valve4j.internal.schedule.Ticket;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The rule alone, without lock, threads or futures, in time of its own: a task ends, another is handed in, and the next is
 * chosen among so many active users. The floor is one active user, where there is nothing to choose. Durations vary, so that
 * keys do, and every choice has to look.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ScheduleBenchmark {

    private static final int WORKERS = 10;
    private static final int BACKLOG = 2;
    private static final int SEEN = 1_000_000;
    private static final Share EQUAL = new Share("", 1, Integer.MAX_VALUE, Integer.MAX_VALUE, null);

    /** Users who always have work. */
    @State(Scope.Thread)
    public static class Crowd {

        @Param({"1", "10", "1000", "100000"})
        int activeUsers;

        private final SplittableRandom random = new SplittableRandom(6);
        private final Ticket[] running = new Ticket[WORKERS];
        private FairScheduler scheduler;
        private long now;

        @Setup
        public void fill() {
            scheduler = new FairScheduler(WORKERS, Integer.MAX_VALUE, new RateCell(BucketSpec.of(Rate.UNLIMITED), 0));
            for (int i = 0; i < activeUsers; i++) {
                for (int task = 0; task < BACKLOG + WORKERS / activeUsers; task++) {
                    submit("user-" + i);
                }
            }
            for (int i = 0; i < WORKERS; i++) {
                start(i);
            }
        }

        void submit(String user) {
            Task task = new Task(user);
            scheduler.hold(task, user, EQUAL, now);
            scheduler.enqueue(task, now);
        }

        /** Ends some task, after a while. */
        int end() {
            now += random.nextLong(1_000, 1_000_000);
            int worker = random.nextInt(WORKERS);
            scheduler.finish(running[worker], now);
            return worker;
        }

        Ticket start(int worker) {
            Ticket next = scheduler.nextStart(now);
            if (next == null) {
                throw new IllegalStateException("a worker is free, and nobody is served of all who wait");
            }
            running[worker] = next;
            return next;
        }
    }

    /** Users who come with one task and are not seen again until a million others were. */
    @State(Scope.Thread)
    public static class Visitors {

        private final String[] users = new String[SEEN];
        private int turn;

        @Setup
        public void name() {
            for (int i = 0; i < SEEN; i++) {
                users[i] = "visitor-" + i;
            }
        }

        String next() {
            turn = turn + 1 == SEEN ? 0 : turn + 1;
            return users[turn];
        }
    }

    @Benchmark
    public Object dispatch(Crowd crowd) {
        int worker = crowd.end();
        Task ended = (Task) crowd.running[worker];
        crowd.submit(ended.user);
        return crowd.start(worker);
    }

    @Benchmark
    public Object dispatchAmongVisitors(Crowd crowd, Visitors visitors) {
        int worker = crowd.end();
        crowd.submit(visitors.next());
        return crowd.start(worker);
    }

    private static final class Task extends Ticket {

        final String user;

        Task(String user) {
            super(1);
            this.user = user;
        }

        @Override
        protected boolean isTask() {
            return true;
        }

        @Override
        protected void execute() {}

        @Override
        protected void grant() {}

        @Override
        protected void roomFound() {}

        @Override
        protected void expired() {}

        @Override
        protected void handedBack(Reason reason) {}

        @Override
        protected void unstartable(Throwable cause) {}

        @Override
        protected boolean abandon() {
            return false;
        }
    }
}
