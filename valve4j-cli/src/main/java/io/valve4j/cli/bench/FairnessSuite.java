package io.valve4j.cli.bench;

import io.valve4j.benchmarks.ScheduleBenchmark;
import io.valve4j.benchmarks.TurnBenchmark;
import io.valve4j.benchmarks.TurnBenchmark.Order;
import io.valve4j.cli.bench.Heat.Contender;
import java.util.List;

/** How long a light user waits for their turn, and what it costs to know whose turn it is. */
final class FairnessSuite {

    private static final Pace THOROUGH = new Pace(3, 500, 1_500);
    private static final Pace BRIEF = new Pace(1, 600, 900);
    private static final double MOST_OTHERS = 3;
    private static final String ALONE = "1 active user";

    private FairnessSuite() {}

    static Suite create() {
        return new ForkedSuite(
                "fairness",
                "a light user behind a heavy one's 5,000 tasks, at 1,000/s on 10 workers",
                THOROUGH,
                BRIEF,
                List.of(turns(), choices()));
    }

    private static Heat turns() {
        return Heat.of(
                "others started between submit and start, at worst",
                Unit.DISPATCHES,
                Contender.ours("valve4j", turn(Order.VALVE4J), Bound.atMost(MOST_OTHERS)),
                Contender.peer("one queue for all", turn(Order.ONE_QUEUE)));
    }

    private static Heat choices() {
        return Heat.of(
                "one turn of the rule alone, in virtual time",
                Unit.NANOS,
                Contender.floor(ALONE, choice(1)),
                Contender.ours("10 active users", choice(10)),
                Contender.ours("1,000 active users", choice(1_000)),
                Contender.ours("100,000 active users", choice(100_000)));
    }

    private static Trial turn(Order order) {
        return Trial.of(TurnBenchmark.class, "takeTurns").with("order", order).scoredBy("others");
    }

    private static Trial choice(int activeUsers) {
        return Trial.of(ScheduleBenchmark.class, "dispatch").with("activeUsers", activeUsers);
    }
}
