package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Result.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Quota charges on real servers: what the store's own statement or script does when it is sent raw, what is left of that when a
 * limiter is asked, and what leases make of it.
 */
final class ChargeSuite implements Suite {

    static final String RAW = "sent raw";
    static final String EXACT = "EXACT";
    static final String LEASED = "LEASED(1000)";

    private static final double EXACT_BOUND = 0.8;
    private static final double LEASED_BOUND_ON_POSTGRES = 50;
    private static final double NO_BOUND = 0;

    @Override
    public String name() {
        return "charge";
    }

    @Override
    public List<Result> run(boolean quick, Consumer<String> progress) throws Exception {
        Pace pace = quick ? Pace.QUICK : Pace.THOROUGH;
        List<Result> results = new ArrayList<>();
        progress.accept("starting PostgreSQL");
        try (PostgresCharges charges = PostgresCharges.start()) {
            progress.accept("charging on PostgreSQL");
            results.addAll(results("PostgreSQL", Race.between(charges.contestants(), pace), LEASED_BOUND_ON_POSTGRES));
        }
        progress.accept("starting Redis");
        try (RedisCharges charges = RedisCharges.start()) {
            progress.accept("charging on Redis");
            results.addAll(results("Redis", Race.between(charges.contestants(), pace), NO_BOUND));
        }
        return results;
    }

    private static List<Result> results(String engine, Race race, double leasedBound) {
        return List.of(
                new Result(engine, RAW, race.perSecond(RAW), Optional.empty()),
                compared(engine, race, EXACT, RAW, EXACT_BOUND),
                compared(engine, race, LEASED, EXACT, leasedBound));
    }

    private static Result compared(String engine, Race race, String name, String other, double atLeast) {
        Comparison comparison = new Comparison(other, race.ratio(name, other), atLeast);
        return new Result(engine, name, race.perSecond(name), Optional.of(comparison));
    }
}
