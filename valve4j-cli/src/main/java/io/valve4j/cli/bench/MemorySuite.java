package io.valve4j.cli.bench;

import io.valve4j.benchmarks.Keeper;
import io.valve4j.benchmarks.MemoryBenchmark;
import io.valve4j.benchmarks.MemoryBenchmark.Look;
import io.valve4j.cli.bench.Heat.Contender;
import java.util.List;

/** What is kept of users who came once. */
final class MemorySuite {

    private static final Pace THOROUGH = new Pace(2, 0, 0);
    private static final Pace BRIEF = new Pace(1, 0, 0);
    private static final String FLOOR = "map of AtomicLong";
    private static final String WHILE_REFILLING = "bytesWhileRefilling";
    private static final double MOST_BYTES = 200;

    /** Run once, for all that is asked of it. */
    private static final Trial OURS = look(Keeper.VALVE4J, Look.TWICE);

    /** What the JVM itself has come to need in the meantime, over a million users. */
    private static final double NO_BYTES = 1;

    private MemorySuite() {}

    static Suite create() {
        return new ForkedSuite(
                "memory",
                "heap per idle dedicated user, of 1,000,000 who each took one permit",
                THOROUGH,
                BRIEF,
                List.of(whileRefilling(), afterwards(), threads()));
    }

    private static Heat whileRefilling() {
        return Heat.of(
                "while the bucket refills",
                Unit.BYTES,
                Contender.floor(FLOOR, look(Keeper.FLOOR, Look.ONCE).scoredBy(WHILE_REFILLING)),
                Contender.ours("valve4j", OURS.scoredBy(WHILE_REFILLING), Bound.atMost(MOST_BYTES)),
                peer("Bucket4j in a map", Keeper.BUCKET4J_IN_MAP),
                peer("Bucket4j in Caffeine", Keeper.BUCKET4J_IN_CAFFEINE).later(),
                peer("Resilience4j registry", Keeper.RESILIENCE4J_REGISTRY).later(),
                peer("Failsafe in a map", Keeper.FAILSAFE_IN_MAP).later());
    }

    private static Heat afterwards() {
        return Heat.of(
                "when all buckets are full again",
                Unit.BYTES,
                Contender.ours("valve4j", OURS.scoredBy("bytesAfterwards"), Bound.atMost(NO_BYTES)));
    }

    private static Heat threads() {
        return Heat.of(
                "threads of ours at that time",
                Unit.THREADS,
                Contender.ours("valve4j", OURS.scoredBy("threads"), Bound.atMost(0)));
    }

    private static Contender peer(String name, Keeper keeper) {
        return Contender.peer(name, look(keeper, Look.ONCE).scoredBy(WHILE_REFILLING));
    }

    private static Trial look(Keeper keeper, Look look) {
        return Trial.of(MemoryBenchmark.class, "keep").with("keeper", keeper).with("look", look);
    }
}
