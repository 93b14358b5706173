package io.valve4j.internal.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps account, apart from the scheduler, of the charges that users receive, and of how far apart any two of them drift while
 * both have eligible work: over every interval within such a time, which is the largest difference less the smallest.
 */
final class ReceivedService {

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<Pair> pairs = new ArrayList<>();

    void add(String user, int weight) {
        Account added = new Account(user, weight);
        accounts.values().forEach(other -> pairs.add(new Pair(other, added)));
        accounts.put(user, added);
    }

    void started(Job job, double known, long now) {
        Account account = accounts.get(job.user);
        account.running.put(job, new Start(now, known));
        account.largestKnown = Math.max(account.largestKnown, known);
    }

    void finished(Job job, long now) {
        Account account = accounts.get(job.user);
        Start start = account.running.remove(job);
        double charge = start.charge(now);
        account.ended += charge;
        account.learned(charge - start.known);
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

    List<Pair> pairs() {
        return pairs;
    }

    private record Start(long at, double known) {
        double charge(long now) {
            return Math.max(known, (double) (now - at));
        }
    }

    static final class Account {

        final String user;
        final int weight;
        private final Map<Job, Start> running = new LinkedHashMap<>();
        private boolean eligible;
        private double ended;
        private double received;
        private double largestKnown;
        private double largestLearned;

        Account(String user, int weight) {
            this.user = user;
            this.weight = weight;
        }

        private void learned(double part) {
            largestLearned = Math.max(largestLearned, part);
        }

        private void look(long now) {
            received = ended;
            for (Start start : running.values()) {
                double charge = start.charge(now);
                received += charge;
                learned(charge - start.known);
            }
        }

        private double allowance(int workers) {
            return (largestKnown + workers * largestLearned) / weight;
        }

        double received() {
            return received;
        }
    }

    /** Two users, and the widest that they drifted apart. */
    static final class Pair {

        final Account f;
        final Account g;
        private boolean together;
        private double least;
        private double most;
        private double widest;

        Pair(Account f, Account g) {
            this.f = f;
            this.g = g;
        }

        private void look() {
            double difference = f.received / f.weight - g.received / g.weight;
            if (together) {
                least = Math.min(least, difference);
                most = Math.max(most, difference);
                widest = Math.max(widest, most - least);
            }
            boolean both = f.eligible && g.eligible;
            if (both && !together) {
                least = difference;
                most = difference;
            }
            together = both;
        }

        double widest() {
            return widest;
        }

        double bound(int workers) {
            return f.allowance(workers) + g.allowance(workers);
        }

        /** How much of the bound was used; above 1 the promise is broken. */
        double use(int workers) {
            return widest == 0 ? 0 : widest / bound(workers);
        }
    }
}
