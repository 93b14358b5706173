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
 * own each, with a rate of their own on a shared resource, and without the subscription that they would need. When those of the
 * first tenth of each flood have gone, the heap is what it must be again when all have.
 */
final class NewUsers implements Experiment {

    private static final int ROUNDS = 10;
    private static final int COLLECTIONS = 2;
    private static final double MOST_SECONDS_KEPT = 3;
    private static final double BYTES_PER_USER = 200;
    private static final double MOST_GROWTH = 2_000_000;

    /** Longer than the rarest look at how many are left. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Override
    public List<Finding> run(Size size, Consumer<String> progress) throws Exception {
        List<Finding> findings = new ArrayList<>();
        Rate rate = Rate.perSecond(100).burst(1);
        CountingTime time = new CountingTime();
        // Alarms do themselves what else they would hand over: so when none is set, nothing is under way.
        try (ValveManager valve = ValveManager.builder()
                        .time(time)
                        .callbackExecutor(Runnable::run)
                        .build();
                Crowd crowd = new Crowd()) {
            valve.register(
                    Resource.named("shared"),
                    Profile.named("each").dedicated(Resource.each().rate(rate)),
                    Profile.named("some").shared("shared", Terms.EQUAL.rate(rate)));
            List<Flood> floods = List.of(
                    new Flood(
                            "new users",
                            size.strangers(),
                            id -> valve.limiter("each", id).tryTake()),
                    new Flood(
                            "new users who share",
                            size.strangers() / 10,
                            id -> valve.limiter("some", id).tryTake()),
                    new Flood(
                            "new users without subscription",
                            size.strangers() / 10,
                            id -> valve.limiter(id).tryTake()));
            for (Flood flood : floods) {
                flood.round(0, crowd, progress);
            }
            long settled = settled(time);
            for (Flood flood : floods) {
                findings.addAll(flood.rest(settled, crowd, progress));
                long settledNow = settled(time);
                findings.add(Finding.atMost(
                        flood.name(),
                        "growth after the first tenth",
                        "MB",
                        (double) Math.max(0, settledNow - settled) / 1e6,
                        MOST_GROWTH / 1e6));
                settled = settledNow;
            }
        }
        return findings;
    }

    /** The heap when nothing is kept any more: that nobody holds an account is seen at a collection, and then its room goes. */
    private static long settled(CountingTime time) throws InterruptedException {
        Heap.live(1);
        time.awaitNone(PATIENCE);
        return Heap.live(COLLECTIONS);
    }

    /** A request of a user. */
    @FunctionalInterface
    private interface Request {

        boolean send(String id);
    }

    /**
     * A flood, in rounds of a tenth each.
     *
     * @param name what it is called
     * @param requests how many
     * @param request what each does
     */
    private record Flood(String name, long requests, Request request) {

        private long each() {
            return requests / ROUNDS;
        }

        /** Sends a round. Returns how long it took. */
        long round(int round, Crowd crowd, Consumer<String> progress) throws Exception {
            progress.accept(name + ": " + Text.number(each() * (round + 1)) + " of " + Text.number(requests));
            long first = each() * round;
            return crowd.send(each(), (from, to) -> {
                for (long i = first + from; i < first + to; i++) {
                    boolean unused = request.send("new-" + i);
                }
            });
        }

        /** Sends all rounds but the first, one right after the other: what is kept after one is of users of the last seconds. */
        List<Finding> rest(long settled, Crowd crowd, Consumer<String> progress) throws Exception {
            long took = 0;
            double mostSeconds = 0;
            double mostBytes = 0;
            for (int round = 1; round < ROUNDS; round++) {
                long nanos = round(round, crowd, progress);
                took += nanos;
                double kept = (double) Math.max(0, Heap.live(1) - settled);
                mostBytes = Math.max(mostBytes, kept);
                mostSeconds = Math.max(mostSeconds, kept / BYTES_PER_USER / Crowd.perSecond(each(), nanos));
            }
            double perSecond = Crowd.perSecond(each() * (ROUNDS - 1), took);
            return List.of(
                    Finding.of(name, "requests per second", Text.number(Math.round(perSecond)), perSecond),
                    Finding.of(name, "most heap in between", Text.megabytes(mostBytes), mostBytes),
                    Finding.atMost(name, "that is the users of the last", "s", mostSeconds, MOST_SECONDS_KEPT));
        }
    }
}
