package io.valve4j.internal.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps account, apart from the scheduler, of the charges that users receive, and of how far any two of them drift apart: over
 * every interval, which is what lies between the smallest difference and the largest. Each charge is divided by the weight at
 * its dispatch, so a weight may change in between.
 */
final class ReceivedService {

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private int mostWorkers;

    void add(String user) {
        Account added = new Account(user);
        accounts.values().forEach(other -> pairs.add(new Pair(other, added)));
        accounts.put(user, added);
    }

    /** Notes how many workers there are; the bounds are for the most that there ever were. */
    void workers(int workers) {
        mostWorkers = Math.max(mostWorkers, workers);
    }

    void started(Job job, double known, int weight, long now) {
        Account account = accounts.get(job.user);
        account.running.put(job, new Start(now, known, weight));
        account.largestKnown = Math.max(account.largestKnown, known / weight);
    }

    void finished(Job job, long now) {
        Account account = accounts.get(job.user);
        Start start = account.running.remove(job);
        account.ended += start.charge(now);
        account.learned(start, now);
    }

    /** Whether a user has eligible work from now on. */
    void eligible(String user, boolean eligible) {
        accounts.get(user).eligible = eligible;
    }

    /** Looks at all pairs; to be called before and after whatever may change a charge's pace or the eligibility. */
    void look(long now) {
        accounts.values().forEach(account -> account.look(now));
        pairs.forEach(Pair::look);
    }

    /** What a user has received in all, over weight. */
    double received(String user) {
        return accounts.get(user).received;
    }

    List<Pair> pairs() {
        return pairs;
    }

    /** The pair that used most of what the promise allows it. */
    Pair tightest() {
        return most(Comparator.comparingDouble(Pair::use));
    }

    /** The pair in which somebody outran the other most, for what is allowed. */
    Pair mostOutrun() {
        return most(Comparator.comparingDouble(Pair::outrunUse));
    }

    private Pair most(Comparator<Pair> order) {
        return pairs.stream().max(order).orElseThrow();
    }

    private record Start(long at, double known, int weight) {
        double charge(long now) {
            return Math.max(known, (double) (now - at)) / weight;
        }
    }

    final class Account {

        final String user;
        private final Map<Job, Start> running = new LinkedHashMap<>();
        private boolean eligible;
        private double ended;
        private double received;
        private double largestKnown;
        private double largestLearned;

        Account(String user) {
            this.user = user;
        }

        private void learned(Start start, long now) {
            largestLearned = Math.max(largestLearned, start.charge(now) - start.known / start.weight);
        }

        private void look(long now) {
            received = ended;
            for (Start start : running.values()) {
                received += start.charge(now);
                learned(start, now);
            }
        }

        /** How far this user's key can rise above that of whoever was passed over at their last dispatch. */
        private double allowance() {
            return largestKnown + mostWorkers * largestLearned;
        }

        double received() {
            return received;
        }
    }

    /** Two users, and the widest that they drifted apart. */
    final class Pair {

        final Account f;
        final Account g;
        private final Span together = new Span();
        private final Span whileFWaits = new Span();
        private final Span whileGWaits = new Span();

        Pair(Account f, Account g) {
            this.f = f;
            this.g = g;
        }

        private void look() {
            double difference = f.received - g.received;
            together.look(difference, f.eligible && g.eligible);
            whileFWaits.look(difference, f.eligible);
            whileGWaits.look(difference, g.eligible);
        }

        double widest() {
            return Math.max(together.widestRise, together.widestFall);
        }

        double bound() {
            return f.allowance() + g.allowance();
        }

        /** How much of the bound was used; above 1 the promise is broken. */
        double use() {
            return part(widest(), bound());
        }

        /**
         * How much was used of what either may receive beyond the other while the other always waits, whatever the first does:
         * come and go, be parked, be at a ceiling. Above 1 it pays not to wait.
         */
        double outrunUse() {
            double byF = part(whileGWaits.widestRise, bound() + mostWorkers * f.largestLearned);
            double byG = part(whileFWaits.widestFall, bound() + mostWorkers * g.largestLearned);
            return Math.max(byF, byG);
        }

        private double part(double used, double allowed) {
            return used == 0 ? 0 : used / allowed;
        }

        @Override
        public String toString() {
            return f.user + " and " + g.user + " with " + mostWorkers + " workers: " + widest() + " apart of " + bound()
                    + " allowed, outrun " + outrunUse();
        }
    }

    /** The widest rise and the widest fall of a difference, within any stretch of time in which a condition holds. */
    private static final class Span {

        private boolean open;
        private double least;
        private double most;
        private double widestRise;
        private double widestFall;

        void look(double difference, boolean holds) {
            if (open) {
                least = Math.min(least, difference);
                most = Math.max(most, difference);
                widestRise = Math.max(widestRise, difference - least);
                widestFall = Math.max(widestFall, most - difference);
            }
            if (holds && !open) {
                least = difference;
                most = difference;
            }
            open = holds;
        }
    }
}
