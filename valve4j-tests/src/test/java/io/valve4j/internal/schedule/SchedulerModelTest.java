package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.NaiveScheduler.Answer;
import io.valve4j.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random operations on the scheduler and on the rule as it is written: the same answers, and the same order of effects. */
class SchedulerModelTest {

    private static final long MILLI = 1_000_000;
    private static final int USERS = 6;

    /** Divisors of a second, as weights are powers of two: sums are exact in any order, so a tie is a tie to both. */
    private static final long[] PERMITS = {20, 25, 50, 100, 125, 200, 250, 500, 1_000, 2_000};

    @Test
    void it_answers_and_starts_as_the_rule_says() {
        Seeds.check("scheduler and rule agree", 1_500, random -> {
            Twins twins = new Twins(random);
            for (int i = 0; i < 400; i++) {
                twins.step();
            }
            twins.drain();
        });
    }

    /** The scheduler and the rule, fed alike. */
    private static final class Twins {

        private final SplittableRandom random;
        private final RateCell realRate;
        private final RateCell naiveRate;
        private final FairScheduler real;
        private final NaiveScheduler naive;
        private final Map<String, Share> realShares = new HashMap<>();
        private final Map<String, Share> naiveShares = new HashMap<>();
        private final List<Job> held = new ArrayList<>();
        private final List<Job> waiting = new ArrayList<>();
        private final List<Job> running = new ArrayList<>();
        private final Map<Job, Long> deadlines = new HashMap<>();
        private long now;
        private long jobs;

        Twins(SplittableRandom random) {
            this.random = random;
            this.now = random.nextBoolean() ? random.nextLong() : Long.MAX_VALUE - 1_000 * MILLI;
            Rate rate = anyRate();
            this.realRate = cell(rate);
            this.naiveRate = cell(rate);
            int workers = random.nextInt(1, 5);
            int slots = random.nextInt(0, 20);
            this.real = new FairScheduler(workers, slots, realRate);
            this.naive = new NaiveScheduler(workers, slots, naiveRate);
            for (int i = 0; i < USERS; i++) {
                reshare("user" + i);
            }
        }

        void step() {
            switch (random.nextInt(18)) {
                case 0, 1, 2, 3, 4 -> offer();
                case 5, 6, 7, 8 -> finish();
                case 9 -> startNow();
                case 10 -> takeNow();
                case 11 -> withdraw();
                case 12 -> resolveHeld();
                case 13 -> liveChange();
                case 14 -> rest();
                default -> letTimePass();
            }
            settle();
        }

        void drain() {
            while (!running.isEmpty() || !waiting.isEmpty() || !held.isEmpty()) {
                finish();
                resolveHeld();
                withdraw();
                settle();
            }
            assertThat(real.idle()).isTrue();
            assertThat(real.knownUsers()).isZero();
            assertThat(naive.knownUsers()).isZero();
        }

        private void offer() {
            Job job = anyJob();
            Answer answer = Answer.of(real.hold(job, job.user, realShares.get(job.user), now));
            assertThat(answer)
                    .isEqualTo(naive.hold(
                            job,
                            deadlines.getOrDefault(job, 0L),
                            deadlines.containsKey(job),
                            naiveShares.get(job.user),
                            now));
            if (answer.given() && random.nextInt(4) > 0) {
                enqueue(job);
            } else if (answer.given()) {
                held.add(job);
            } else if (random.nextBoolean() && !deadlines.containsKey(job)) {
                real.seekRoom(job, job.user, realShares.get(job.user), now);
                naive.seek(job, naiveShares.get(job.user));
                waiting.add(job);
            }
        }

        private void enqueue(Job job) {
            real.enqueue(job, now);
            naive.enqueue(job, now);
            waiting.add(job);
        }

        private void resolveHeld() {
            Job job = removeAny(held);
            if (job == null) {
                return;
            }
            if (random.nextInt(4) > 0) {
                enqueue(job);
            } else {
                real.letGo(job, now);
                naive.letGo(job, now);
            }
        }

        private void finish() {
            Job job = removeAny(running);
            if (job != null) {
                real.finish(job, now);
                naive.finish(job, now);
            }
        }

        /** A job that has failed, and is due again: at once, or later than it could start before. */
        private void rest() {
            Job job = removeAny(running);
            if (job != null) {
                long nanos = random.nextInt(4) == 0 ? 0 : random.nextLong(30 * MILLI);
                real.rest(job, nanos, now);
                naive.rest(job, nanos, now);
                // From here on it waits, for a time first; a job with a deadline may find that it has passed.
                waiting.add(job);
            }
        }

        private void withdraw() {
            Job job = removeAny(waiting);
            if (job != null) {
                assertThat(real.withdraw(job, now)).isTrue();
                naive.withdraw(job, now);
            }
        }

        private void startNow() {
            Job job = new Job("user" + random.nextInt(USERS), random.nextLong(1, 4));
            job.number = ++jobs;
            Answer answer = Answer.of(real.startNow(job, job.user, realShares.get(job.user), now));
            assertThat(answer).isEqualTo(naive.startNow(job, naiveShares.get(job.user), now));
            if (answer.given()) {
                running.add(job);
            }
        }

        private void takeNow() {
            String user = "user" + random.nextInt(USERS);
            long cost = random.nextLong(1, 4);
            assertThat(Answer.of(real.takeNow(cost, user, realShares.get(user), now)))
                    .isEqualTo(naive.takeNow(user, naiveShares.get(user), cost, now));
        }

        private void liveChange() {
            if (random.nextBoolean()) {
                reshare("user" + random.nextInt(USERS));
                return;
            }
            Rate next = random.nextBoolean() ? realRate.rate() : anyRate();
            realRate.change(BucketSpec.of(next), now);
            naiveRate.change(BucketSpec.of(next), now);
            int workers = random.nextInt(1, 5);
            int slots = random.nextInt(0, 20);
            real.reconfigure(workers, slots);
            naive.reconfigure(workers, slots);
        }

        private void reshare(String user) {
            int weight = 1 << random.nextInt(4);
            int cap = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(1, 4);
            int queue = random.nextInt(3) > 0 ? Share.DYNAMIC : random.nextInt(6);
            Rate own = random.nextInt(3) > 0 ? null : anyRate();
            Share share = new Share("", weight, cap, queue, own == null ? null : cell(own));
            realShares.put(user, share);
            naiveShares.put(user, own == null ? share : share.with(cell(own)));
            real.reshare((each, present) -> each.equals(user) ? share : present, now);
            naive.reshare(user, naiveShares.get(user), now);
        }

        private void letTimePass() {
            long alarm = real.nanosToNextEvent(now);
            long nanos = random.nextLong(20 * MILLI);
            if (alarm != RateCell.NEVER && random.nextInt(3) > 0) {
                nanos = Math.min(alarm, nanos);
            }
            // While somebody collects permits, keys that rise may bring another to the front, who needs fewer: no alarm
            // for it.
            boolean inOrder = !real.rateBlocked();
            now += nanos;
            int effects = settle();
            if (inOrder && nanos < alarm) {
                assertThat(effects)
                        .as("effects of time alone before the alarm would ring")
                        .isZero();
            }
        }

        private int settle() {
            int effects = 0;
            real.wake(now);
            naive.wake(now);
            List<Job> stranded = new ArrayList<>();
            boolean moved = true;
            while (moved) {
                moved = false;
                for (Job job = same(real.nextExpired(now), naive.nextExpired(now, deadlines));
                        job != null;
                        job = same(real.nextExpired(now), naive.nextExpired(now, deadlines))) {
                    waiting.remove(job);
                    moved = true;
                    effects++;
                }
                Job job = same(real.nextStart(now), naive.nextStart(now, stranded));
                if (job != null) {
                    waiting.remove(job);
                    running.add(job);
                    moved = true;
                    effects++;
                }
                for (Ticket lost = real.nextStranded(); lost != null; lost = real.nextStranded()) {
                    assertThat(stranded.remove(0)).isSameAs(lost);
                    waiting.remove((Job) lost);
                    moved = true;
                    effects++;
                }
                job = moved ? null : same(real.nextRoom(now), naive.nextRoom(now));
                if (job != null) {
                    waiting.remove(job);
                    held.add(job);
                    moved = true;
                    effects++;
                }
            }
            assertThat(stranded).isEmpty();
            assertThat(real.knownUsers()).isEqualTo(naive.knownUsers());
            assertThat(real.rateBlocked()).isEqualTo(naive.isRateBlocked());
            assertThat(real.nanosToNextEvent(now)).isPositive();
            return effects;
        }

        private static @Nullable Job same(@Nullable Ticket real, @Nullable Job naive) {
            assertThat(real).isSameAs(naive);
            return naive;
        }

        private Job anyJob() {
            String user = "user" + random.nextInt(USERS);
            long cost = random.nextInt(3) > 0 ? 1 : random.nextLong(1, 5);
            Job job;
            if (random.nextInt(4) == 0) {
                // All deadlines differ, so that the order in which they expire is one.
                long deadline = now + random.nextLong(50 * MILLI) / 1_000 * 1_000 + (jobs + 1) % 1_000;
                job = new Job(user, cost, deadline);
                deadlines.put(job, deadline);
            } else {
                job = new Job(user, cost);
            }
            job.number = ++jobs;
            return job;
        }

        private @Nullable Job removeAny(List<Job> list) {
            return list.isEmpty() ? null : list.remove(random.nextInt(list.size()));
        }

        private Rate anyRate() {
            return random.nextInt(3) == 0
                    ? Rate.UNLIMITED
                    : Rate.perSecond(PERMITS[random.nextInt(PERMITS.length)]).burst(random.nextLong(1, 8));
        }

        private RateCell cell(Rate rate) {
            return new RateCell(BucketSpec.of(rate), now);
        }
    }
}
