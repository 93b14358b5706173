package io.valve4j.cli.scale;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.ValveManager;
import io.valve4j.cli.machine.CountingTime;
import io.valve4j.cli.machine.Heap;
import io.valve4j.cli.report.Finding;
import io.valve4j.cli.report.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A flood of users who were never seen before and never come again, as an attacker makes up their ids: with a resource of their
 * own each, with a rate of their own on a shared resource, and without the subscription that they would need.
 */
final class NewUsers implements Experiment {

    private static final int ROUNDS = 10;
    private static final int COLLECTIONS = 2;
    private static final double MOST_SECONDS_KEPT = 3;
    private static final double BYTES_PER_USER = 200;
    private static final double MOST_GROWTH = 2_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public List<Finding> run(Size size, Consumer<String> progress) throws Exception {
        List<Finding> findings = new ArrayList<>();
        Rate rate = Rate.perSecond(100).burst(1);
        CountingTime time = new CountingTime();
        try (ValveManager valve = ValveManager.builder().time(time).build();
                Crowd crowd = new Crowd()) {
            valve.register(
                    Resource.named("shared"),
                    Profile.named("each").dedicated(Resource.each().rate(rate)),
                    Profile.named("some").shared("shared", Terms.EQUAL.rate(rate)));
            Flood flood = new Flood(crowd, time, progress);
            findings.addAll(flood.of(
                    "new users",
                    size.strangers(),
                    id -> valve.limiter("each", id).tryTake()));
            findings.addAll(flood.of(
                    "new users who share",
                    size.strangers() / 10,
                    id -> valve.limiter("some", id).tryTake()));
            findings.addAll(flood.of(
                    "new users without subscription",
                    size.strangers() / 10,
                    id -> valve.limiter(id).tryTake()));
        }
        return findings;
    }

    /** A request of a user. */
    @FunctionalInterface
    private interface Request {

        boolean send(String id);
    }

    /**
     * Sends floods.
     *
     * @param crowd who sends
     * @param time the valve's
     * @param progress told what is being done
     */
    private record Flood(Crowd crowd, CountingTime time, Consumer<String> progress) {

        /**
         * In rounds. What is kept right after one is of users of the last seconds; when they are gone too, all rounds should have
         * left as little as the first.
         */
        List<Finding> of(String group, long requests, Request request) throws Exception {
            long empty = Heap.live(COLLECTIONS);
            long each = Math.max(1, requests / ROUNDS);
            long took = 0;
            double mostSeconds = 0;
            double mostBytes = 0;
            long settledFirst = 0;
            long settledLast = 0;
            for (int round = 0; round < ROUNDS; round++) {
                progress.accept(group + ": " + Text.number(each * (round + 1)) + " of " + Text.number(requests));
                long first = each * round;
                long nanos = crowd.send(each, (from, to) -> {
                    for (long i = first + from; i < first + to; i++) {
                        boolean unused = request.send("new-" + i);
                    }
                });
                took += nanos;
                double kept = (double) Math.max(0, Heap.live(1) - empty);
                mostBytes = Math.max(mostBytes, kept);
                mostSeconds = Math.max(mostSeconds, kept / BYTES_PER_USER / Crowd.perSecond(each, nanos));
                time.awaitNone(PATIENCE);
                settledLast = Heap.live(COLLECTIONS);
                settledFirst = round == 0 ? settledLast : settledFirst;
            }
            double perSecond = Crowd.perSecond(each * ROUNDS, took);
            return List.of(
                    Finding.of(group, "requests per second", Text.number(Math.round(perSecond)), perSecond),
                    Finding.of(group, "most heap in between", Text.megabytes(mostBytes), mostBytes),
                    Finding.atMost(group, "that is the users of the last", "s", mostSeconds, MOST_SECONDS_KEPT),
                    Finding.atMost(
                            group,
                            "growth after the first tenth",
                            "MB",
                            (double) Math.max(0, settledLast - settledFirst) / 1e6,
                            MOST_GROWTH / 1e6));
        }
    }
}
