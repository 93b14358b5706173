package io.valve4j.cli.bench;

import io.valve4j.benchmarks.Keeper;
import io.valve4j.benchmarks.KeyedBenchmark;
import io.valve4j.cli.bench.Heat.Contender;
import java.util.List;

/** One permit for a user among a million. */
final class KeyedSuite {

    private static final Pace THOROUGH = new Pace(4, 500, 1_500);
    private static final Pace BRIEF = new Pace(2, 300, 450);
    private static final String FLOOR = "map get + floor";
    private static final String BUCKET4J_IN_MAP = "Bucket4j in a map";
    private static final String BUCKET4J_IN_CAFFEINE = "Bucket4j in Caffeine";

    private KeyedSuite() {}

    static Suite create() {
        return new ForkedSuite(
                "keyed",
                "one permit for a user among 1,000,000, in ns per call",
                THOROUGH,
                BRIEF,
                List.of(Heat.of(
                        "one thread",
                        Unit.NANOS,
                        Contender.floor(FLOOR, take(Keeper.FLOOR)),
                        Contender.ours(
                                "valve4j",
                                take(Keeper.VALVE4J),
                                Bound.atMostTimesFloor(1.5),
                                Bound.aheadOf(BUCKET4J_IN_MAP),
                                Bound.aheadOf(BUCKET4J_IN_CAFFEINE)),
                        peer(BUCKET4J_IN_MAP, Keeper.BUCKET4J_IN_MAP),
                        peer(BUCKET4J_IN_CAFFEINE, Keeper.BUCKET4J_IN_CAFFEINE),
                        peer("Resilience4j registry", Keeper.RESILIENCE4J_REGISTRY)
                                .later(),
                        peer("Failsafe in a map", Keeper.FAILSAFE_IN_MAP).later())));
    }

    private static Trial take(Keeper keeper) {
        return Trial.of(KeyedBenchmark.class, "take").with("keeper", keeper);
    }

    private static Contender peer(String name, Keeper keeper) {
        return Contender.peer(name, take(keeper));
    }
}
