package io.valve4j.cli.bench;

import io.valve4j.benchmarks.Pool;
import io.valve4j.benchmarks.SubmitBenchmark;
import io.valve4j.cli.bench.Heat.Contender;
import java.util.List;

/** From submit to the end of an empty task, two submitters and two workers; for one user alone, and for many who share. */
final class SubmitSuites {

    // Four threads on few processors leave the compiler little time: after four seconds it still took a third of what
    // there is.
    private static final Pace THOROUGH = new Pace(5, 12_000, 2_000);
    private static final Pace BRIEF = new Pace(2, 3_000, 1_000);
    private static final String FLOOR = "ThreadPoolExecutor";
    private static final String FLOOR_OF_MANY = "same, 100,000 queued";
    private static final String THOUSAND = "1,000 users";

    /** Cost may grow as the logarithm of the number of users does, from 1,000 to 100,000. */
    private static final double GROWTH = Math.log(100_000) / Math.log(1_000);

    private SubmitSuites() {}

    static Suite dedicated() {
        return new ForkedSuite(
                "submit",
                "an empty task from submit to its end, 2 submitters and 2 workers, in ns",
                THOROUGH,
                BRIEF,
                List.of(Heat.of(
                        "dedicated",
                        Unit.NANOS,
                        Contender.floor(FLOOR, submit(Pool.THREAD_POOL_EXECUTOR, 1)),
                        Contender.ours("valve4j", submit(Pool.VALVE4J_DEDICATED, 1), Bound.atMostTimesFloor(2)),
                        Contender.peer("Resilience4j bulkhead", submit(Pool.RESILIENCE4J, 1)),
                        Contender.peer("Failsafe bulkhead", submit(Pool.FAILSAFE, 1)))));
    }

    static Suite shared() {
        return new ForkedSuite(
                "shared",
                "an empty task on a resource that many share, all of whom have tasks, in ns",
                THOROUGH,
                BRIEF,
                List.of(Heat.of(
                        "2 submitters and 2 workers, for so many users",
                        Unit.NANOS,
                        Contender.floor(FLOOR, submit(Pool.THREAD_POOL_EXECUTOR, 1)),
                        Contender.ours("1 user", submit(Pool.VALVE4J_SHARED, 1)).later(),
                        Contender.ours("10 users", submit(Pool.VALVE4J_SHARED, 10))
                                .later(),
                        Contender.ours(THOUSAND, submit(Pool.VALVE4J_SHARED, 1_000), Bound.atMostTimesFloor(3)),
                        Contender.floor(FLOOR_OF_MANY, submit(Pool.THREAD_POOL_EXECUTOR, 100_000)),
                        Contender.ours(
                                "100,000 users",
                                submit(Pool.VALVE4J_SHARED, 100_000),
                                Bound.atMostTimesFloor(3),
                                Bound.growsAtMost(GROWTH, THOUSAND)))));
    }

    private static Trial submit(Pool pool, int users) {
        return Trial.of(SubmitBenchmark.class, "submit")
                .with("pool", pool)
                .with("users", users)
                .threads(2);
    }
}
