package io.valve4j.testkit.traffic;

import io.valve4j.internal.schedule.FairScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps account, apart from the scheduler and from nothing but what happened, of what users received, and of how far apart any
 * two drift while both have work that could run: over every interval within such a time, which is the largest difference less
 * the smallest. Looks at two users at each event of theirs, before and after it: in between the difference goes one way, as long
 * as no task of theirs comes to have used more than what was known of it.
 *
 * <p>Left out are users with a rate of their own, of whom what happened does not say when they could have run, and users of
 * different resources. Costs O(events × users).
 */
final class ShareGaps {

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final Traffic traffic;

    private ShareGaps(Traffic traffic, Setting setting, Collection<String> users) {
        this.traffic = traffic;
        for (String user : users) {
            Optional<Setting.Seat> seat = setting.seatOf(user);
            if (seat.isPresent() && seat.get().terms().rate().isUnlimited()) {
                Account added = new Account(user, seat.get());
                for (Account other : accounts.values()) {
                    if (other.seat.sameResource(added.seat)) {
                        Pair pair = new Pair(other, added);
                        pairs.add(pair);
                        other.pairs.add(pair);
                        added.pairs.add(pair);
                    }
                }
                accounts.put(user, added);
            }
        }
    }

    static List<ShareGap> of(Traffic traffic, Setting setting, Collection<String> users) {
        ShareGaps gaps = new ShareGaps(traffic, setting, users);
        if (!gaps.pairs.isEmpty()) {
            traffic.events().forEach(gaps::see);
        }
        return gaps.pairs.stream().map(Pair::gap).toList();
    }

    private void see(TrafficEvent event) {
        TrafficRequest request = traffic.requests().get(event.request());
        Account account = accounts.get(request.user());
        if (account == null) {
            return;
        }
        accounts.values().forEach(each -> each.advance(event.nanos()));
        account.pairs.forEach(Pair::look);
        account.see(event, request);
        account.pairs.forEach(Pair::look);
    }

    private static final class Account {

        final String user;
        final Setting.Seat seat;
        final List<Pair> pairs = new ArrayList<>();

        /** Tasks that have not yet used more than what was known of them, and how many have. */
        private final Deque<Young> young = new ArrayDeque<>();

        private int grown;

        private long now;
        private int queued;
        private double received;
        private double largestKnown;
        private double largestLearned;

        Account(String user, Setting.Seat seat) {
            this.user = user;
            this.seat = seat;
        }

        /** Whether work waits that could run if there were a worker and a permit. */
        boolean eligible() {
            return queued > 0 && young.size() + grown < seat.terms().workers();
        }

        void advance(long next) {
            received += (double) grown * (next - now);
            for (Iterator<Young> each = young.iterator(); each.hasNext(); ) {
                Young task = each.next();
                double beyond = next - task.startedAt - task.known;
                if (beyond > 0) {
                    received += beyond;
                    each.remove();
                    grown++;
                }
            }
            now = next;
        }

        void see(TrafficEvent event, TrafficRequest request) {
            switch (event.kind()) {
                case ASKED -> queued++;
                case REFUSED -> queued--;
                case STARTED -> {
                    queued--;
                    start(event.request(), request);
                }
                case ENDED -> {
                    if (!young.removeIf(task -> task.request == event.request())) {
                        grown--;
                    }
                }
            }
        }

        private void start(int index, TrafficRequest request) {
            double known = seat.knownNanos(request.cost(), FairScheduler.QUANTUM_NANOS);
            received += known;
            largestKnown = Math.max(largestKnown, known);
            largestLearned = Math.max(largestLearned, request.duration().toNanos() - known);
            young.add(new Young(index, now, known));
        }

        double share() {
            return received / seat.terms().weight();
        }

        double allowance() {
            return (largestKnown + seat.resource().workers() * largestLearned)
                    / seat.terms().weight();
        }

        private record Young(int request, long startedAt, double known) {}
    }

    private static final class Pair {

        private final Account f;
        private final Account g;
        private boolean together;
        private double least;
        private double most;
        private double widest;

        Pair(Account f, Account g) {
            this.f = f;
            this.g = g;
        }

        void look() {
            double difference = f.share() - g.share();
            if (together) {
                least = Math.min(least, difference);
                most = Math.max(most, difference);
                widest = Math.max(widest, most - least);
            }
            boolean both = f.eligible() && g.eligible();
            if (both && !together) {
                least = difference;
                most = difference;
            }
            together = both;
        }

        ShareGap gap() {
            return new ShareGap(f.user, g.user, Duration.ofNanos((long) widest), Duration.ofNanos((long)
                    Math.ceil(f.allowance() + g.allowance())));
        }
    }
}
