package io.valve4j.cli.soak;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static io.valve4j.task.TaskOptions.waitUpTo;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.task.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.DiscreteProbabilityCollectionSampler;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;

/**
 * Who comes, and what they want: a seeded mix. Users come by Zipf's law; some were never seen before. Not thread-safe: one thread
 * lets them come.
 */
final class Traffic {

    private static final int GUESTS = 100_000;
    private static final int SUBSCRIBERS = 1_000;
    private static final int MEMBERS = 100;
    private static final double EXPONENT = 1.0;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration IMPATIENCE = Duration.ofMillis(20);
    private static final RetryPolicy RETRY =
            RetryPolicy.attempts(3).baseDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(20));

    private final Place place;
    private final Asker asker;
    private final Books books;
    private final Members members;
    private final UniformRandomProvider random;
    private final DiscreteSampler guests;
    private final DiscreteSampler subscribers;
    private final DiscreteProbabilityCollectionSampler<LongConsumer> wishes;
    private long strangers;

    Traffic(Place place, Asker asker, Books books, UniformRandomProvider random) {
        this.place = place;
        this.asker = asker;
        this.books = books;
        this.members = new Members(place, books.tally(), random);
        this.random = random;
        this.guests = RejectionInversionZipfSampler.of(random, GUESTS, EXPONENT);
        this.subscribers = RejectionInversionZipfSampler.of(random, SUBSCRIBERS, EXPONENT);
        this.wishes = new DiscreteProbabilityCollectionSampler<>(random, weights());
    }

    /** Those who are subscribed from the start, and stay so. */
    void subscribe() {
        for (int i = 1; i <= SUBSCRIBERS; i++) {
            place.subscribe(Place.EXACT + "-" + i, Place.EXACT);
            place.subscribe(Place.LEASED + "-" + i, Place.LEASED);
            books.tally().add(Count.CHANGED, 2);
        }
    }

    /** All who are charged. */
    List<String> charged() {
        List<String> users = new ArrayList<>();
        IntStream.rangeClosed(1, SUBSCRIBERS).forEach(i -> {
            users.add(Place.EXACT + "-" + i);
            users.add(Place.LEASED + "-" + i);
        });
        IntStream.range(0, MEMBERS).forEach(i -> users.add("member-" + i));
        return users;
    }

    /** One request, which was to arrive at a time that may be past. */
    void arrive(long intendedNanos) {
        try {
            wishes.sample().accept(intendedNanos);
        } catch (RuntimeException unexpected) {
            books.surprised(unexpected);
        }
    }

    /** What is wanted, by how often of about a thousand times. */
    private Map<LongConsumer, Double> weights() {
        Map<LongConsumer, Double> weights = new LinkedHashMap<>();
        weights.put(at -> asker.take(guest(), false, at), 260.0);
        weights.put(at -> asker.take(place.guest("stranger-" + strangers++), false, at), 60.0);
        weights.put(at -> asker.take(exact(), true, at), 80.0);
        weights.put(at -> asker.take(leased(), true, at), 120.0);
        weights.put(at -> asker.task(exact(), at), 120.0);
        weights.put(at -> asker.task(leased(), at), 120.0);
        weights.put(at -> guestTask(), 40.0);
        weights.put(at -> asker.permitInThread(exact(), waitUpTo(PATIENCE), at), 30.0);
        weights.put(this::permit, 40.0);
        weights.put(this::reservation, 50.0);
        weights.put(at -> failing(), 30.0);
        weights.put(at -> interrupted(), 5.0);
        weights.put(at -> cancelled(), 20.0);
        weights.put(at -> late(), 20.0);
        weights.put(at -> impatient(), 10.0);
        weights.put(at -> member(), 13.0);
        weights.put(this::change, 2.0);
        return weights;
    }

    private Limiter guest() {
        return place.guest("guest-" + guests.sample());
    }

    private Limiter exact() {
        return place.subscriber(Place.EXACT + "-" + subscribers.sample());
    }

    private Limiter leased() {
        return place.subscriber(Place.LEASED + "-" + subscribers.sample());
    }

    /** May wait long for the guest's own rate. */
    private void guestTask() {
        var unused = asker.once(guest(), () -> {}, DEFAULT);
    }

    private String memberId() {
        return "member-" + random.nextInt(MEMBERS);
    }

    private void permit(long intended) {
        CompletableFuture<Permit> future = asker.permit(leased(), waitUpTo(PATIENCE));
        if (future != null) {
            var unused = future.thenRun(() -> books.answered(Kind.PERMIT, intended));
        }
    }

    private void reservation(long intended) {
        int units = 1 + random.nextInt(5);
        int actual = random.nextInt(units + 1);
        asker.reservation(random.nextBoolean() ? exact() : leased(), units, actual, intended);
    }

    /** Fails up to three times, so that some fail for good. */
    private void failing() {
        AtomicInteger failures = new AtomicInteger(random.nextInt(4));
        var unused = asker.submit(
                leased(),
                () -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new PlannedFailure();
                    }
                },
                DEFAULT.retry(RETRY));
    }

    /** Given up while it runs, as a rule. */
    private void interrupted() {
        CompletableFuture<?> future = asker.once(exact(), () -> Thread.sleep(5), DEFAULT);
        if (future != null) {
            asker.after(2, () -> future.cancel(true));
        }
    }

    /** Given up while it waits, as a rule. */
    private void cancelled() {
        CompletableFuture<?> future = asker.once(exact().on(Place.NARROW), () -> {}, DEFAULT);
        if (future != null) {
            boolean interrupts = random.nextBoolean();
            asker.after(random.nextInt(20), () -> future.cancel(interrupts));
        }
    }

    /** Too late for its deadline, as a rule. */
    private void late() {
        var unused = asker.once(leased().on(Place.NARROW), () -> {}, DEFAULT.deadline(IMPATIENCE));
    }

    private void impatient() {
        CompletableFuture<Permit> future = asker.permit(exact().on(Place.NARROW), waitUpTo(IMPATIENCE));
        if (future != null && random.nextBoolean()) {
            asker.after(random.nextInt(20), () -> future.cancel(true));
        }
    }

    /** A task of somebody whose subscription may change before its turn. */
    private void member() {
        Limiter member = place.subscriber(memberId());
        var unused = asker.once(random.nextBoolean() ? member : member.on(Place.NARROW), () -> {}, DEFAULT);
    }

    private void change(long intended) {
        members.change(memberId());
        books.answered(Kind.CHANGE, intended);
    }
}
