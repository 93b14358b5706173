package io.valve4j.internal.schedule;

import io.valve4j.internal.rate.RateCell;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whose job starts next: the scheduler, or one of the controls that must fail where it holds. */
interface Discipline {

    /** The scheduler under test. */
    Choice FAIR = Fair::new;

    /** The rule as it is written, in whole. */
    Choice WRITTEN = without();

    /** Control: whoever comes first. Knows no bound of a queue. */
    Choice FIFO = (workers, slots, rate) -> new Fifo(workers, rate);

    /** Control: users take turns task by task. Knows no bound of a queue. */
    Choice ROUND_ROBIN = (workers, slots, rate) -> new RoundRobin(workers, rate);

    /** Control: the rule with terms left out. */
    static Choice without(Term... terms) {
        return (workers, slots, rate) -> new Written(workers, slots, rate, Set.of(terms));
    }

    /** Makes a discipline. */
    @FunctionalInterface
    interface Choice {
        Discipline make(int workers, int slots, RateCell rate);
    }

    /** Puts a job into the queue; false if there is no room. */
    boolean submit(Job job, Share share, long now);

    /** The next job to start now, with its permits taken; null when there is none. */
    @Nullable
    Job next(long now);

    void finish(Job job, long now);

    /** Takes on another number of workers, and what the rate cell now says. */
    void reconfigure(int workers);

    /** Gives a user another share. */
    void reshare(String user, Share share, long now);

    /** Nanoseconds until {@link #next} may answer otherwise without another call before. */
    long nanosToNextEvent(long now);

    /** The scheduler under test. */
    record Fair(FairScheduler scheduler, int slots) implements Discipline {

        Fair(int workers, int slots, RateCell rate) {
            this(new FairScheduler(workers, slots, rate), slots);
        }

        @Override
        public void reconfigure(int workers) {
            scheduler.reconfigure(workers, slots);
        }

        @Override
        public void reshare(String user, Share share, long now) {
            scheduler.reshare((each, present) -> each.equals(user) ? share : present, now);
        }

        @Override
        public boolean submit(Job job, Share share, long now) {
            if (!scheduler.hold(job, job.user, share, now).given()) {
                return false;
            }
            scheduler.enqueue(job, now);
            return true;
        }

        @Override
        public @Nullable Job next(long now) {
            return (Job) scheduler.nextStart(now);
        }

        @Override
        public void finish(Job job, long now) {
            scheduler.finish(job, now);
        }

        @Override
        public long nanosToNextEvent(long now) {
            return scheduler.nanosToNextEvent(now);
        }
    }

    /** The rule as it is written, whole or with a term left out. */
    record Written(NaiveScheduler scheduler, int slots) implements Discipline {

        Written(int workers, int slots, RateCell rate, Set<Term> leftOut) {
            this(new NaiveScheduler(workers, slots, rate, leftOut), slots);
        }

        @Override
        public boolean submit(Job job, Share share, long now) {
            if (!scheduler.hold(job, 0, false, share, now).given()) {
                return false;
            }
            scheduler.enqueue(job, now);
            return true;
        }

        @Override
        public @Nullable Job next(long now) {
            return scheduler.nextStart(now, new ArrayList<>());
        }

        @Override
        public void finish(Job job, long now) {
            scheduler.finish(job, now);
        }

        @Override
        public void reconfigure(int workers) {
            scheduler.reconfigure(workers, slots);
        }

        @Override
        public void reshare(String user, Share share, long now) {
            scheduler.reshare(user, share, now);
        }

        @Override
        public long nanosToNextEvent(long now) {
            return scheduler.nanosToNextStart(now);
        }
    }

    /** What the controls share: work conservation, caps and rates; they differ in the order alone. */
    abstract class Control implements Discipline {

        final Map<String, Share> shares = new HashMap<>();
        private final Map<String, Integer> running = new HashMap<>();
        private final RateCell rate;
        private int workers;
        private int busy;
        private long waitNanos = RateCell.NEVER;

        Control(int workers, RateCell rate) {
            this.workers = workers;
            this.rate = rate;
        }

        /** All that waits, first come first: the first that can start does. */
        abstract Iterable<Job> order();

        abstract void started(Job job);

        @Override
        public final @Nullable Job next(long now) {
            waitNanos = RateCell.NEVER;
            if (busy >= workers) {
                return null;
            }
            for (Job job : order()) {
                Share share = shares.get(job.user);
                if (running.getOrDefault(job.user, 0) >= share.workers()) {
                    continue;
                }
                RateCell own = share.rate() == null ? rate : share.rate();
                long wait = Math.max(own.waitNanos(job.cost(), now), rate.waitNanos(job.cost(), now));
                if (wait > 0) {
                    waitNanos = Math.min(waitNanos, wait);
                    continue;
                }
                if (own != rate) {
                    own.tryTake(job.cost(), now);
                }
                rate.tryTake(job.cost(), now);
                running.merge(job.user, 1, Integer::sum);
                busy++;
                started(job);
                return job;
            }
            return null;
        }

        @Override
        public final void finish(Job job, long now) {
            running.merge(job.user, -1, Integer::sum);
            busy--;
        }

        @Override
        public final void reconfigure(int workers) {
            this.workers = workers;
        }

        @Override
        public final void reshare(String user, Share share, long now) {
            shares.put(user, share);
        }

        @Override
        public final long nanosToNextEvent(long now) {
            return waitNanos;
        }
    }

    /** Control: first in, first out over all users. */
    class Fifo extends Control {

        private final Deque<Job> queue = new ArrayDeque<>();

        Fifo(int workers, RateCell rate) {
            super(workers, rate);
        }

        @Override
        public boolean submit(Job job, Share share, long now) {
            shares.put(job.user, share);
            return queue.add(job);
        }

        @Override
        Iterable<Job> order() {
            return queue;
        }

        @Override
        void started(Job job) {
            queue.remove(job);
        }
    }

    /** Control: users take turns task by task, whatever their tasks take; a weight of n is n tasks in a turn. */
    final class RoundRobin extends Control {

        private final Map<String, Deque<Job>> queues = new HashMap<>();
        private final Deque<String> turns = new ArrayDeque<>();

        RoundRobin(int workers, RateCell rate) {
            super(workers, rate);
        }

        @Override
        public boolean submit(Job job, Share share, long now) {
            if (shares.put(job.user, share) == null) {
                for (int i = 0; i < share.weight(); i++) {
                    turns.add(job.user);
                }
            }
            return queues.computeIfAbsent(job.user, u -> new ArrayDeque<>()).add(job);
        }

        @Override
        Iterable<Job> order() {
            List<Job> heads = new ArrayList<>();
            for (String user : turns) {
                Job head = queues.get(user).peek();
                if (head != null) {
                    heads.add(head);
                }
            }
            return heads;
        }

        @Override
        void started(Job job) {
            queues.get(job.user).remove();
            turns.removeFirstOccurrence(job.user);
            turns.addLast(job.user);
        }
    }
}
