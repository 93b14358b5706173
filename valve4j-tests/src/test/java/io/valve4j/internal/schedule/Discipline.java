package io.valve4j.internal.schedule;

import io.valve4j.internal.rate.RateCell;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides whose job starts next: the scheduler, or one of the controls that must fail where it holds. */
interface Discipline {

    /** Puts a job into the queue; false if there is no room. */
    boolean submit(Job job, Share share, long now);

    /** The next job to start now, with its permits taken; null when there is none. */
    @Nullable
    Job next(long now);

    void finish(Job job, long now);

    /** Nanoseconds until {@link #next} may answer otherwise without another call before. */
    long nanosToNextEvent(long now);

    /** The scheduler under test. */
    record Fair(FairScheduler scheduler) implements Discipline {

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

    /** What the controls share: work conservation, caps and rates; they differ in the order alone. */
    abstract class Control implements Discipline {

        final Map<String, Share> shares = new HashMap<>();
        private final Map<String, Integer> running = new HashMap<>();
        private final int workers;
        private final RateCell rate;
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
            if (busy == workers) {
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
        public final long nanosToNextEvent(long now) {
            return waitNanos;
        }
    }

    /** Control: first in, first out over all users. */
    final class Fifo extends Control {

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
