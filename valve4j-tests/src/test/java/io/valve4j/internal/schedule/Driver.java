package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Drives a scheduler by hand, as a dispatcher would: brings it to rest after every call and notes what came of it. */
final class Driver {

    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;

    /** The terms of a user of a shared resource who has none. */
    static final Share EQUAL = weight(1);

    final RateCell rate;
    final FairScheduler scheduler;
    final List<Job> started = new ArrayList<>();
    final List<Job> expired = new ArrayList<>();
    final List<Job> stranded = new ArrayList<>();
    final List<Job> foundRoom = new ArrayList<>();
    long now;

    private final Map<String, Share> shares = new HashMap<>();

    Driver(int workers, int slots, Rate rate) {
        this(workers, slots, rate, 0);
    }

    Driver(int workers, int slots, Rate rate, long now) {
        this.rate = new RateCell(BucketSpec.of(rate), now);
        this.scheduler = new FairScheduler(workers, slots, this.rate);
        this.now = now;
    }

    static Share weight(int weight) {
        return new Share("", weight, Integer.MAX_VALUE, Share.DYNAMIC, null);
    }

    static Share cap(int workers) {
        return new Share("", 1, workers, Share.DYNAMIC, null);
    }

    static Share queue(int slots) {
        return new Share("", 1, Integer.MAX_VALUE, slots, null);
    }

    RateCell cell(Rate own) {
        return new RateCell(BucketSpec.of(own), now);
    }

    Driver user(String user, Share share) {
        shares.put(user, share);
        return this;
    }

    Share share(String user) {
        return shares.getOrDefault(user, EQUAL);
    }

    /** Offers a job that must find room. */
    Job submit(String user) {
        return submit(new Job(user));
    }

    Job submit(Job job) {
        assertThat(offer(job)).isEqualTo(Admission.GIVEN);
        return job;
    }

    Admission offer(Job job) {
        Admission admission = scheduler.hold(job, job.user, share(job.user), now);
        if (admission.given()) {
            scheduler.enqueue(job, now);
            settle();
        }
        return admission;
    }

    Reason refusal(String user) {
        return offer(new Job(user)).reason();
    }

    Job seek(String user) {
        Job job = new Job(user);
        assertThat(scheduler.hold(job, user, share(user), now).reason()).isEqualTo(Reason.QUEUE_FULL);
        scheduler.seekRoom(job, user, share(user), now);
        settle();
        return job;
    }

    void finish(Job job) {
        scheduler.finish(job, now);
        settle();
    }

    /** Ends a running job's turn; it is to have another after a while. */
    void rest(Job job, long nanos) {
        scheduler.rest(job, nanos, now);
        settle();
    }

    /** Lets a running job take so long from now on, then ends it. */
    void finishAfter(long nanos, Job job) {
        advance(nanos);
        finish(job);
    }

    boolean withdraw(Job job) {
        boolean withdrawn = scheduler.withdraw(job, now);
        settle();
        return withdrawn;
    }

    void reconfigure(int workers, int slots, Rate next) {
        rate.change(BucketSpec.of(next), now);
        scheduler.reconfigure(workers, slots);
        settle();
    }

    void reshare(String user, Share next) {
        shares.put(user, next);
        scheduler.reshare((each, present) -> each.equals(user) ? next : present, now);
        settle();
    }

    /** Lets time pass, and looks at the scheduler only when its alarm rings. */
    void advance(long nanos) {
        long end = now + nanos;
        for (long wait = alarm(); wait <= end - now; wait = alarm()) {
            now += wait;
            settle();
        }
        now = end;
    }

    long alarm() {
        return scheduler.nanosToNextEvent(now);
    }

    List<String> usersStarted() {
        return started.stream().map(job -> job.user).toList();
    }

    Job lastStarted() {
        return started.get(started.size() - 1);
    }

    void settle() {
        scheduler.wake(now);
        boolean moved;
        do {
            moved = step();
        } while (moved);
        assertThat(alarm()).as("an alarm that rings for nothing").isPositive();
    }

    private boolean step() {
        return note(scheduler.nextExpired(now), expired)
                || note(scheduler.nextStart(now), started)
                || note(scheduler.nextStranded(), stranded)
                || note(scheduler.nextRoom(now), foundRoom);
    }

    private static boolean note(Ticket ticket, List<Job> list) {
        return ticket != null && list.add((Job) ticket);
    }
}
