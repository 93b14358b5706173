package io.valve4j.cli.bench;

import static io.valve4j.benchmarks.TakeBenchmark.Contestant.BUCKET4J_LOCK_FREE;
import static io.valve4j.benchmarks.TakeBenchmark.Contestant.BUCKET4J_SYNCHRONIZED;
import static io.valve4j.benchmarks.TakeBenchmark.Contestant.FAILSAFE_BURSTY;
import static io.valve4j.benchmarks.TakeBenchmark.Contestant.FAILSAFE_SMOOTH;
import static io.valve4j.benchmarks.TakeBenchmark.Contestant.GUAVA;
import static io.valve4j.benchmarks.TakeBenchmark.Contestant.RESILIENCE4J;
import static io.valve4j.benchmarks.TakeBenchmark.Contestant.SENTINEL;
import static io.valve4j.benchmarks.TakeBenchmark.Contestant.VALVE4J;
import static io.valve4j.benchmarks.TakeBenchmark.Contestant.VALVE4J_SHARED;
import static io.valve4j.benchmarks.TakeBenchmark.Contestant.VALVE4J_SUBSCRIBED;

import io.valve4j.benchmarks.TakeBenchmark;
import io.valve4j.benchmarks.TakeBenchmark.Answer;
import io.valve4j.benchmarks.TakeBenchmark.Contestant;
import io.valve4j.cli.bench.Heat.Contender;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One permit off one bucket. */
final class AcquireSuite {

    private static final Pace THOROUGH = new Pace(4, 400, 900);
    private static final Pace BRIEF = new Pace(2, 200, 300);
    private static final String FLOOR = "nanoTime + one CAS";

    private AcquireSuite() {}

    static Suite create() {
        return new ForkedSuite(
                "acquire",
                "one permit off one bucket, in ns per call",
                THOROUGH,
                BRIEF,
                List.of(takenByOne(), refused(), takenByTwo()));
    }

    static Trial take(Contestant contestant, Answer answer) {
        return Trial.of(TakeBenchmark.class, "take")
                .with("contestant", contestant)
                .with("answer", answer);
    }

    private static Trial take(Contestant contestant) {
        return take(contestant, Answer.TAKEN);
    }

    private static Trial refuse(Contestant contestant) {
        return take(contestant, Answer.REFUSED);
    }

    private static Heat takenByOne() {
        return heat(
                "one thread",
                UnaryOperator.identity(),
                List.of(
                        ours("valve4j", take(VALVE4J), Bound.atMostTimesFloor(1.3)),
                        ours("valve4j subscribed", take(VALVE4J_SUBSCRIBED), Bound.atMostTimesFloor(2)),
                        ours("valve4j shared", take(VALVE4J_SHARED), Bound.atMostTimesFloor(1.3)),
                        peer("Bucket4j lock-free", take(BUCKET4J_LOCK_FREE)),
                        peer("Bucket4j synchronized", take(BUCKET4J_SYNCHRONIZED))
                                .later(),
                        peer("Resilience4j", take(RESILIENCE4J)),
                        peer("Guava", take(GUAVA)).later(),
                        peer("Failsafe bursty", take(FAILSAFE_BURSTY)),
                        peer("Failsafe smooth", take(FAILSAFE_SMOOTH)).later(),
                        peer("Sentinel", take(SENTINEL)).later()));
    }

    private static Heat refused() {
        return heat(
                "one thread, refused",
                UnaryOperator.identity(),
                List.of(
                        ours("valve4j", refuse(VALVE4J)),
                        ours("valve4j subscribed", refuse(VALVE4J_SUBSCRIBED)).later(),
                        ours("valve4j shared", refuse(VALVE4J_SHARED)).later(),
                        peer("Bucket4j lock-free", refuse(BUCKET4J_LOCK_FREE)),
                        peer("Bucket4j synchronized", refuse(BUCKET4J_SYNCHRONIZED))
                                .later(),
                        peer("Resilience4j", refuse(RESILIENCE4J)).later(),
                        peer("Guava", refuse(GUAVA)).later(),
                        peer("Failsafe bursty", refuse(FAILSAFE_BURSTY)).later(),
                        peer("Sentinel", refuse(SENTINEL)).later()));
    }

    private static Heat takenByTwo() {
        return heat(
                "two threads on one bucket",
                trial -> trial.threads(2),
                List.of(
                        ours("valve4j", take(VALVE4J), Bound.atMostTimesFloor(1.2)),
                        peer("Bucket4j lock-free", take(BUCKET4J_LOCK_FREE)).later(),
                        peer("Bucket4j synchronized", take(BUCKET4J_SYNCHRONIZED))
                                .later(),
                        peer("Resilience4j", take(RESILIENCE4J)),
                        peer("Guava", take(GUAVA)).later(),
                        peer("Failsafe bursty", take(FAILSAFE_BURSTY)).later(),
                        peer("Sentinel", take(SENTINEL)).later()));
    }

    private static Heat heat(String name, UnaryOperator<Trial> threads, List<Contender> contenders) {
        return new Heat(
                name,
                Unit.NANOS,
                Stream.concat(Stream.of(Contender.floor(FLOOR, take(Contestant.FLOOR))), contenders.stream())
                        .map(each -> new Contender(each.entrant(), threads.apply(each.trial()), each.first()))
                        .toList());
    }

    /** Whatever is taken or refused, nothing may be allocated. */
    private static Contender ours(String name, Trial trial, Bound... bounds) {
        Bound[] all = Stream.concat(Stream.of(bounds), Stream.of(Bound.allocatesNothing()))
                .toArray(Bound[]::new);
        return Contender.ours(name, trial, all);
    }

    private static Contender peer(String name, Trial trial) {
        return Contender.peer(name, trial);
    }
}
