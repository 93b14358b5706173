package io.valve4j.cli.bench;

import io.valve4j.benchmarks.TakeBenchmark.Answer;
import io.valve4j.benchmarks.TakeBenchmark.Contestant;
import io.valve4j.cli.bench.Heat.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Quota charges: what one costs in memory; and on real servers, what the store's own statement or script does when it is sent
 * raw, what is left of that when a limiter is asked, and what leases make of it.
 */
final class ChargeSuite implements Suite {

    static final String RAW = "sent raw";
    static final String EXACT = "EXACT";
    static final String LEASED = "LEASED(1000)";

    private static final Pace THOROUGH = new Pace(12, 3_000, 1_000);
    private static final Pace BRIEF = new Pace(5, 1_000, 500);
    private static final Pace THOROUGH_IN_MEMORY = new Pace(4, 1_000, 900);
    private static final Pace BRIEF_IN_MEMORY = new Pace(3, 500, 450);

    private static final double MOST_NANOS_IN_MEMORY = 250;
    private static final double EXACT_BOUND = 0.8;
    private static final double LEASED_BOUND_ON_POSTGRES = 50;

    @Override
    public String name() {
        return "charge";
    }

    @Override
    public String about() {
        return "a take that charges a quota, in memory and on real servers";
    }

    @Override
    public SuiteReport run(boolean quick, Consumer<String> progress) throws Exception {
        Pace pace = quick ? BRIEF : THOROUGH;
        List<Group> groups = new ArrayList<>(
                Heat.run(List.of(inMemory()), quick ? BRIEF_IN_MEMORY : THOROUGH_IN_MEMORY, quick, progress));
        progress.accept("starting PostgreSQL");
        try (PostgresCharges charges = PostgresCharges.start()) {
            progress.accept("charging on PostgreSQL");
            groups.addAll(groups(
                    "PostgreSQL",
                    Race.between(charges.contestants(), pace),
                    Bound.atLeastTimesFloor(LEASED_BOUND_ON_POSTGRES)));
        }
        progress.accept("starting Redis");
        try (RedisCharges charges = RedisCharges.start()) {
            progress.accept("charging on Redis");
            groups.addAll(groups("Redis", Race.between(charges.contestants(), pace)));
        }
        return new SuiteReport(name(), about(), pace.rounds(), groups);
    }

    private static Heat inMemory() {
        return Heat.of(
                "in memory, one thread",
                Unit.NANOS,
                Contender.ours(
                        EXACT,
                        AcquireSuite.take(Contestant.VALVE4J_CHARGED_EXACTLY, Answer.TAKEN),
                        "",
                        Bound.atMost(MOST_NANOS_IN_MEMORY)),
                Contender.ours(LEASED, AcquireSuite.take(Contestant.VALVE4J_CHARGED_ON_LEASE, Answer.TAKEN), ""));
    }

    /** A lease stands on exact charges as these stand on what is sent. */
    private static List<Group> groups(String engine, Scores scores, Bound... onLeases) {
        String threads = engine + ", " + Race.THREADS + " threads";
        return List.of(
                Group.of(
                        threads + ", EXACT",
                        Unit.PER_SECOND,
                        List.of(Entrant.floor(RAW), Entrant.ours(EXACT, RAW, Bound.atLeastTimesFloor(EXACT_BOUND))),
                        scores),
                Group.of(
                        threads + ", leases",
                        Unit.PER_SECOND,
                        List.of(Entrant.floor(EXACT), Entrant.ours(LEASED, EXACT, onLeases)),
                        scores));
    }
}
