package io.valve4j.internal.schedule;

import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.internal.rate.RateCell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rule as it is written, with nothing kept that can be worked out: every question scans all users. Any term of it can be
 * left out, which the tests of the promise must notice.
 */
final class NaiveScheduler {

    private final Map<String, User> users = new LinkedHashMap<>();
    private final List<Rest> resting = new ArrayList<>();

    /** Jobs that stand in the queue without a slot, since they came back from a rest. */
    private final Set<Job> returned = new HashSet<>();

    private final Set<Term> leftOut;
    private final RateCell rate;
    private int workers;
    private int slots;
    private double virtualTime;
    private long turns;
    private boolean rateBlocked;

    NaiveScheduler(int workers, int slots, RateCell rate) {
        this(workers, slots, rate, Set.of());
    }

    NaiveScheduler(int workers, int slots, RateCell rate, Set<Term> leftOut) {
        this.leftOut = leftOut;
        this.workers = workers;
        this.slots = slots;
        this.rate = rate;
    }

    private record Rest(Job job, long wakeAt, Share share) {}

    private record Run(Job job, long startedAt, double known, Share share) {}

    private static final class User {
        final List<Job> queue = new ArrayList<>();
        final List<Job> held = new ArrayList<>();
        final List<Job> seeking = new ArrayList<>();
        final List<Run> running = new ArrayList<>();
        final String name;
        Share share;
        double service;
        long lastServed;
        boolean standing;
        boolean parked;
        long wakeAt;

        User(String name, Share share) {
            this.name = name;
            this.share = share;
        }

        boolean idle() {
            return queue.isEmpty() && held.isEmpty() && seeking.isEmpty() && running.isEmpty();
        }
    }

    private double key(User user, long now) {
        double key = user.service;
        for (Run run : has(Term.RUNNING_SHARE) ? user.running : List.<Run>of()) {
            key += charge(run, now);
        }
        return key;
    }

    private double charge(Run run, long now) {
        return Math.max(run.known, (double) (now - run.startedAt)) / weight(run.share);
    }

    private int weight(Share share) {
        return has(Term.WEIGHT) ? share.weight() : 1;
    }

    private boolean has(Term term) {
        return !leftOut.contains(term);
    }

    /** What became of an offer, in short: the reason, and whether the bound was the user's own. */
    record Answer(@Nullable Reason reason, boolean own) {

        static final Answer GIVEN = new Answer(null, false);

        static Answer of(Admission admission) {
            return new Answer(admission.reason(), admission.own());
        }

        boolean given() {
            return reason == null;
        }
    }

    int knownUsers() {
        return users.size();
    }

    boolean isRateBlocked() {
        return rateBlocked;
    }

    void reconfigure(int nextWorkers, int nextSlots) {
        workers = nextWorkers;
        slots = nextSlots;
    }

    Answer hold(Job job, long deadline, boolean timed, Share share, long now) {
        Answer answer = room(job.user, users.get(job.user), share, job.cost(), now);
        if (answer.given() && timed) {
            answer = reachable(users.get(job.user), share, job.cost(), deadline - now, now);
        }
        if (answer.given()) {
            open(job.user, share).held.add(job);
        }
        return answer;
    }

    void seek(Job job, Share share) {
        open(job.user, share).seeking.add(job);
    }

    void enqueue(Job job, long now) {
        User user = users.get(job.user);
        user.held.remove(job);
        user.queue.add(job);
        if (user.queue.size() == 1) {
            enter(user, now);
        }
    }

    void letGo(Job job, long now) {
        User user = users.get(job.user);
        user.held.remove(job);
        forget(user, now);
    }

    void withdraw(Job job, long now) {
        if (resting.removeIf(rest -> rest.job == job)) {
            return;
        }
        User user = users.get(job.user);
        if (!user.seeking.remove(job)) {
            boolean head = user.queue.get(0) == job;
            user.queue.remove(job);
            returned.remove(job);
            if (user.queue.isEmpty()) {
                user.standing = false;
                user.parked = false;
            } else if (head && user.parked) {
                enter(user, now);
            }
        }
        forget(user, now);
    }

    void finish(Job job, long now) {
        User user = users.get(job.user);
        Run ended =
                user.running.stream().filter(run -> run.job == job).findFirst().orElseThrow();
        user.running.remove(ended);
        user.service += charge(ended, now);
        if (!user.queue.isEmpty() && !user.standing && !user.parked) {
            enter(user, now);
        }
        forget(user, now);
    }

    void rest(Job job, long nanos, long now) {
        Share share = users.get(job.user).running.stream()
                .filter(run -> run.job == job)
                .findFirst()
                .orElseThrow()
                .share;
        finish(job, now);
        resting.add(new Rest(job, now + nanos, share));
    }

    void wake(long now) {
        List<Rest> due = resting.stream()
                .filter(rest -> rest.wakeAt - now <= 0)
                .sorted((a, b) -> Long.signum(a.wakeAt - b.wakeAt))
                .toList();
        for (Rest rest : due) {
            resting.remove(rest);
            User known = users.get(rest.job.user);
            User user = open(rest.job.user, known == null ? rest.share : known.share);
            user.queue.add(rest.job);
            returned.add(rest.job);
            if (user.queue.size() == 1) {
                enter(user, now);
            }
        }
    }

    void reshare(String name, Share share, long now) {
        resting.replaceAll(rest -> rest.job.user.equals(name) ? new Rest(rest.job, rest.wakeAt, share) : rest);
        for (User user : users.values()) {
            if (user.name.equals(name)) {
                user.share = share;
            }
            if (!user.queue.isEmpty()) {
                enter(user, now);
            }
        }
    }

    Answer startNow(Job job, Share share, long now) {
        Answer answer = mayTake(job.user, share, job.cost(), now);
        User user = users.get(job.user);
        if (!answer.given()) {
            return answer;
        }
        if (busy() >= workers) {
            return new Answer(Reason.NO_WORKER, false);
        }
        if (user != null && user.running.size() >= share.workers()) {
            return new Answer(Reason.NO_WORKER, true);
        }
        if ((user != null && !user.queue.isEmpty()) || !comesFirst(user, now)) {
            return new Answer(Reason.NO_WORKER, false);
        }
        take(share, job.cost(), now);
        start(open(job.user, share), job, now);
        return answer;
    }

    Answer takeNow(String name, Share share, long cost, long now) {
        Answer answer = mayTake(name, share, cost, now);
        if (answer.given()) {
            take(share, cost, now);
            if (rateBlocked) {
                User user = open(name, share);
                serve(user, now);
                user.service += known(cost) / weight(share);
                forget(user, now);
            }
        }
        return answer;
    }

    private Answer mayTake(String name, Share share, long cost, long now) {
        long ownWait = share.rate() == null ? 0 : share.rate().waitNanos(cost, now);
        long wait = rate.waitNanos(cost, now);
        boolean own = share.rate() != null && ownWait >= wait;
        Answer permits = ownWait == 0 && wait == 0 ? Answer.GIVEN : new Answer(Reason.RATE_LIMITED, own);
        User user = users.get(name);
        boolean first = (user == null || user.queue.isEmpty()) && comesFirst(user, now);
        boolean turn = !rateBlocked || first || (!permits.given() && own);
        return turn ? permits : new Answer(Reason.RATE_LIMITED, false);
    }

    @Nullable
    Job nextExpired(long now, Map<Job, Long> deadlines) {
        Job due = all(user -> user.queue)
                .filter(job -> deadlines.containsKey(job) && deadlines.get(job) - now <= 0)
                .min(Comparator.comparingLong(deadlines::get))
                .orElse(null);
        if (due != null) {
            withdraw(due, now);
        }
        return due;
    }

    /** The next job to start, or else null; a job that never can is taken out and added to {@code stranded}. */
    @Nullable
    Job nextStart(long now, List<Job> stranded) {
        rateBlocked = false;
        if (busy() >= workers) {
            return null;
        }
        unpark(now);
        for (User user = first(now); user != null; user = first(now)) {
            Job job = user.queue.get(0);
            RateCell own = user.share.rate();
            long ownWait = own == null ? 0 : own.waitNanos(job.cost(), now);
            long wait = rate.waitNanos(job.cost(), now);
            if (ownWait == RateCell.NEVER || wait == RateCell.NEVER) {
                withdraw(job, now);
                stranded.add(job);
            } else if (ownWait > 0) {
                user.standing = false;
                user.parked = true;
                user.wakeAt = now + ownWait;
            } else if (wait > 0) {
                rateBlocked = true;
                return null;
            } else {
                take(user.share, job.cost(), now);
                user.queue.remove(0);
                returned.remove(job);
                start(user, job, now);
                user.standing = !user.queue.isEmpty() && user.running.size() < user.share.workers();
                return job;
            }
        }
        return null;
    }

    /** Nanoseconds until the passing of time alone lets somebody start, as of the last {@link #nextStart}. */
    long nanosToNextStart(long now) {
        if (busy() >= workers) {
            return RateCell.NEVER;
        }
        User first = rateBlocked ? first(now) : null;
        long nearest = first == null
                ? RateCell.NEVER
                : rate.waitNanos(first.queue.get(0).cost(), now);
        for (User user : users.values()) {
            nearest = user.parked ? Math.min(nearest, user.wakeAt - now) : nearest;
        }
        return nearest;
    }

    @Nullable
    Job nextRoom(long now) {
        List<User> inOrder = users.values().stream()
                .filter(user -> !user.seeking.isEmpty())
                .sorted(Comparator.<User>comparingDouble(user -> Math.max(virtualTime, key(user, now)))
                        .thenComparingLong(user -> user.lastServed))
                .toList();
        for (User user : inOrder) {
            Job job = user.seeking.get(0);
            if (room(user.name, user, user.share, job.cost(), now).given()) {
                user.seeking.remove(0);
                user.held.add(job);
                return job;
            }
        }
        return null;
    }

    private Answer room(String name, @Nullable User user, Share share, long cost, long now) {
        long heldCost = all(each -> each.held).mapToLong(Job::cost).sum();
        long ownHeldCost =
                user == null ? 0 : user.held.stream().mapToLong(Job::cost).sum();
        int held = (int) all(each -> each.held).count();
        boolean atOnce = held < workers - busy()
                && (user == null || (user.queue.isEmpty() && user.running.size() + user.held.size() < share.workers()))
                && (share.rate() == null || share.rate().waitNanos(cost + ownHeldCost, now) == 0)
                && rate.waitNanos(cost + heldCost, now) == 0
                && comesFirst(user, now);
        if (atOnce) {
            return Answer.GIVEN;
        }
        int free = slots
                - held
                - (int) all(each -> each.queue)
                        .filter(job -> !returned.contains(job))
                        .count();
        if (free <= 0) {
            return new Answer(Reason.QUEUE_FULL, false);
        }
        int resting = (int)
                this.resting.stream().filter(rest -> rest.job.user.equals(name)).count();
        int waiting = resting + (user == null ? 0 : user.queue.size() + user.held.size());
        int bound = share.queue() == Share.DYNAMIC ? free : share.queue();
        return waiting < bound ? Answer.GIVEN : new Answer(Reason.QUEUE_FULL, true);
    }

    private Answer reachable(@Nullable User user, Share share, long cost, long left, long now) {
        long before = user == null
                ? 0
                : Stream.concat(user.queue.stream(), user.held.stream())
                        .mapToLong(Job::cost)
                        .sum();
        long ownWait = share.rate() == null ? 0 : share.rate().earliest(cost + before, now);
        long wait = rate.earliest(cost + before, now);
        return Math.max(ownWait, wait) < left
                ? Answer.GIVEN
                : new Answer(Reason.DEADLINE_UNREACHABLE, share.rate() != null && ownWait >= wait);
    }

    private boolean comesFirst(@Nullable User user, long now) {
        User first = first(now);
        if (first == null || first == user) {
            return true;
        }
        double key = user == null ? virtualTime : Math.max(virtualTime, key(user, now));
        return key < key(first, now) || (key == key(first, now) && user != null && user.lastServed < first.lastServed);
    }

    private @Nullable User first(long now) {
        return users.values().stream()
                .filter(user -> user.standing)
                .min(Comparator.<User>comparingDouble(user -> key(user, now))
                        .thenComparingLong(user -> user.lastServed))
                .orElse(null);
    }

    private User open(String name, Share share) {
        User user = users.computeIfAbsent(name, n -> {
            User created = new User(n, share);
            created.lastServed = ++turns;
            return created;
        });
        user.share = share;
        return user;
    }

    private void enter(User user, long now) {
        lift(user, now);
        user.parked = false;
        user.standing = user.running.size() < user.share.workers();
    }

    private void lift(User user, long now) {
        if (has(Term.LIFT)) {
            user.service += Math.max(0, virtualTime - key(user, now));
        }
    }

    private void serve(User user, long now) {
        lift(user, now);
        user.lastServed = ++turns;
        virtualTime = Math.max(virtualTime, key(user, now));
        users.values().removeIf(each -> each != user && each.idle() && each.service <= virtualTime);
    }

    private void start(User user, Job job, long now) {
        serve(user, now);
        user.running.add(new Run(job, now, known(job.cost()), user.share));
    }

    private double known(long cost) {
        Rate inForce = rate.rate();
        double nanosPerPermit =
                inForce.isUnlimited() ? 0 : (double) workers * inForce.period().toNanos() / inForce.permits();
        double share = has(Term.RATE_SHARE) ? (double) cost * nanosPerPermit : 0;
        return Math.max(has(Term.QUANTUM) ? FairScheduler.QUANTUM_NANOS : 0, share);
    }

    private void take(Share share, long cost, long now) {
        if (share.take(rate, cost, now) != 0) {
            throw new IllegalStateException("the permits were there");
        }
    }

    private void unpark(long now) {
        for (User user : List.copyOf(users.values())) {
            if (user.parked && user.wakeAt - now <= 0) {
                enter(user, now);
            }
        }
    }

    private void forget(User user, long now) {
        if (!user.idle()) {
            return;
        }
        if (users.values().stream().noneMatch(each -> each.standing)) {
            unpark(now);
        }
        boolean nobodyStands = users.values().stream().noneMatch(each -> each.standing);
        if (nobodyStands) {
            users.values().stream()
                    .filter(User::idle)
                    .forEach(each -> virtualTime = Math.max(virtualTime, each.service));
        }
        users.values().removeIf(each -> each.idle() && (each.service <= virtualTime || !has(Term.MEMORY)));
        if (users.isEmpty()) {
            virtualTime = 0;
            turns = 0;
        }
    }

    private int busy() {
        return users.values().stream().mapToInt(user -> user.running.size()).sum();
    }

    private <T> Stream<T> all(Function<User, List<T>> of) {
        return users.values().stream().map(of).flatMap(List::stream);
    }
}
