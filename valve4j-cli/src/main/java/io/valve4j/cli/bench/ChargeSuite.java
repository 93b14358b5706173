package io.valve4j.cli.bench;

import io.valve4j.benchmarks.TakeBenchmark.Answer;
import io.valve4j.benchmarks.TakeBenchmark.Contestant;
import io.valve4j.cli.bench.Heat.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Quota charges: what one costs in memory; and on real servers, what the store's own statement or script does when it is sent
 * raw, what is left of that when a limiter is asked, and what leases make of it.
 */
final class ChargeSuite implements Suite {

    static final String RAW = "sent raw";
    static final String EXACT = "EXACT";
    static final String LEASED = "LEASED(1000)";

    private static final Pace THOROUGH = new Pace(12, 3_000, 1_000);
    private static final Pace BRIEF = new Pace(4, 700, 400);
    private static final Pace THOROUGH_IN_MEMORY = new Pace(4, 1_000, 900);
    private static final Pace BRIEF_IN_MEMORY = new Pace(2, 400, 450);

    private static final double MOST_NANOS_IN_MEMORY = 250;
    private static final double EXACT_BOUND = 0.8;
    private static final double LEASED_BOUND_ON_POSTGRES = 50;

    private static final Heat IN_MEMORY = Heat.of(
            "in memory, one thread",
            Unit.NANOS,
            Contender.ours(
                    EXACT,
                    AcquireSuite.take(Contestant.VALVE4J_CHARGED_EXACTLY, Answer.TAKEN),
                    Bound.atMost(MOST_NANOS_IN_MEMORY)),
            Contender.ours(LEASED, AcquireSuite.take(Contestant.VALVE4J_CHARGED_ON_LEASE, Answer.TAKEN)));
    private static final List<Contest> ON_POSTGRES =
            on("PostgreSQL", Bound.atLeastTimesFloor(LEASED_BOUND_ON_POSTGRES));
    private static final List<Contest> ON_REDIS = on("Redis");

    @Override
    public String name() {
        return "charge";
    }

    @Override
    public String about() {
        return "a take that charges a quota, in memory and on real servers";
    }

    @Override
    public List<Contest> contests(boolean quick) {
        return Stream.of(Stream.of(IN_MEMORY.contest()), ON_POSTGRES.stream(), ON_REDIS.stream())
                .flatMap(each -> each)
                .toList();
    }

    @Override
    public SuiteReport run(boolean quick, Consumer<String> progress) throws Exception {
        Pace pace = quick ? BRIEF : THOROUGH;
        List<Group> groups =
                new ArrayList<>(Heat.run(List.of(IN_MEMORY), quick ? BRIEF_IN_MEMORY : THOROUGH_IN_MEMORY, progress));
        progress.accept("starting PostgreSQL");
        try (PostgresCharges charges = PostgresCharges.start()) {
            progress.accept("charging on PostgreSQL");
            groups.addAll(groups(ON_POSTGRES, Race.between(charges.contestants(), pace)));
        }
        progress.accept("starting Redis");
        try (RedisCharges charges = RedisCharges.start()) {
            progress.accept("charging on Redis");
            groups.addAll(groups(ON_REDIS, Race.between(charges.contestants(), pace)));
        }
        return new SuiteReport(name(), about(), groups);
    }

    /** A lease stands on exact charges as these stand on what is sent. */
    private static List<Contest> on(String engine, Bound... onLeases) {
        String threads = engine + ", " + Race.THREADS + " threads";
        return List.of(
                new Contest(
                        threads + ", EXACT",
                        Unit.PER_SECOND,
                        List.of(Entrant.floor(RAW), Entrant.ours(EXACT, Bound.atLeastTimesFloor(EXACT_BOUND)))),
                new Contest(
                        threads + ", leases",
                        Unit.PER_SECOND,
                        List.of(Entrant.floor(EXACT), Entrant.ours(LEASED, onLeases))));
    }

    private static List<Group> groups(List<Contest> contests, Scores scores) {
        return contests.stream().map(contest -> Group.of(contest, scores)).toList();
    }
}
