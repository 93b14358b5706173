package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link Discipline} through virtual time, with an adversary who chooses how long a job takes only after it was
 * started, and may end any job early. Asserts at every instant what must always hold: no free worker and no permit idles
 * while an eligible job waits, nobody is above a ceiling, queues keep their bounds, and the jobs of one user start in their
 * order.
 */
final class Simulation {

    /** When a user has work: {@code backlog} jobs waiting while on, no new ones while off. */
    record Client(String name, Share share, int backlog, Phases phases, Durations durations, Costs costs) {

        Client(String name, Share share, int backlog, Durations durations) {
            this(name, share, backlog, Phases.ALWAYS, durations, random -> 1);
        }

        Client during(Phases next) {
            return new Client(name, share, backlog, next, durations, costs);
        }

        Client with(Share next) {
            return new Client(name, next, backlog, phases, durations, costs);
        }

        Client costing(Costs next) {
            return new Client(name, share, backlog, phases, durations, next);
        }
    }

    /** The next instant at which a user turns from off to on or back. */
    record Phases(long firstOn, long onNanos, long offNanos) {

        static final Phases ALWAYS = new Phases(0, Long.MAX_VALUE, 1);

        boolean on(long elapsed) {
            return elapsed >= firstOn && (elapsed - firstOn) % (onNanos + offNanos) < onNanos;
        }

        long untilChange(long elapsed) {
            if (elapsed < firstOn) {
                return firstOn - elapsed;
            }
            if (this.equals(ALWAYS)) {
                return RateCell.NEVER;
            }
            long into = (elapsed - firstOn) % (onNanos + offNanos);
            return into < onNanos ? onNanos - into : onNanos + offNanos - into;
        }
    }

    /** The adversary's choice, made when the job has been started. */
    @FunctionalInterface
    interface Durations {
        long nanos(Simulation seen, Job job);
    }

    @FunctionalInterface
    interface Costs {
        long permits(SplittableRandom random);
    }

    /** What is changed at some instant while work runs. */
    record Change(long at, Consumer<Simulation> what) {}

    private static final Comparator<Running> BY_END = Comparator.comparingLong(Running::leftAtStart);

    private record Running(Job job, long leftAtStart) {}

    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, Deque<Job>> waiting = new LinkedHashMap<>();
    private final Map<String, Integer> runningOf = new LinkedHashMap<>();
    private final PriorityQueue<Running> running = new PriorityQueue<>(BY_END);
    private final PriorityQueue<Change> changes = new PriorityQueue<>(Comparator.comparingLong(Change::at));
    private final ReceivedService service = new ReceivedService();
    private final List<Job> dispatched = new ArrayList<>();
    private final int slots;
    private final RateCell rate;
    private final Discipline discipline;
    private final SplittableRandom random;
    private final double earlyEnds;
    private final long origin;
    private int workers;
    private long elapsed;
    private long submitted;

    /**
     * A simulation at its start.
     *
     * @param earlyEnds how often, at an event, the adversary ends some running job at once
     */
    Simulation(
            int workers,
            int slots,
            RateCell rate,
            Discipline discipline,
            SplittableRandom random,
            double earlyEnds,
            long origin) {
        this.workers = workers;
        this.slots = slots;
        this.rate = rate;
        this.discipline = discipline;
        this.random = random;
        this.earlyEnds = earlyEnds;
        this.origin = origin;
        service.workers(workers);
    }

    void add(Client client) {
        clients.put(client.name(), client);
        waiting.put(client.name(), new ArrayDeque<>());
        runningOf.put(client.name(), 0);
        service.add(client.name());
    }

    void add(Change change) {
        changes.add(change);
    }

    void changeWorkers(int next) {
        workers = next;
        service.workers(next);
        discipline.reconfigure(next);
    }

    void changeRate(Rate next) {
        rate.change(BucketSpec.of(next), now());
        discipline.reconfigure(workers);
    }

    void changeShare(String user, Share next) {
        clients.compute(user, (name, client) -> client.with(next));
        discipline.reshare(user, next, now());
    }

    long elapsed() {
        return elapsed;
    }

    SplittableRandom random() {
        return random;
    }

    List<Job> dispatched() {
        return dispatched;
    }

    /** Whether a user has received more than any other, over weight, since they met. */
    boolean isAhead(String user) {
        service.look(now());
        return service.pairs().stream()
                .filter(pair -> pair.f.user.equals(user) || pair.g.user.equals(user))
                .anyMatch(pair -> (pair.f.user.equals(user) ? 1 : -1) * (pair.f.received() - pair.g.received()) > 0);
    }

    Simulation run(long nanos, int mostDispatches) {
        while (elapsed < nanos && dispatched.size() < mostDispatches) {
            step();
        }
        return this;
    }

    ReceivedService service() {
        return service;
    }

    int workers() {
        return workers;
    }

    private long now() {
        return origin + elapsed;
    }

    private void step() {
        clients.values().forEach(this::refill);
        settle();
        elapsed += nanosToNext();
        service.look(now());
        while (!running.isEmpty() && running.peek().leftAtStart() <= elapsed) {
            end(running.remove());
        }
        while (!changes.isEmpty() && changes.element().at() <= elapsed) {
            changes.remove().what().accept(this);
            settle();
        }
        if (!running.isEmpty() && random.nextDouble() < earlyEnds) {
            List<Running> all = List.copyOf(running);
            Running chosen = all.get(random.nextInt(all.size()));
            running.remove(chosen);
            end(chosen);
        }
    }

    private long nanosToNext() {
        long nearest = discipline.nanosToNextEvent(now());
        assertThat(nearest).as("an alarm that rings for nothing").isPositive();
        if (!running.isEmpty()) {
            nearest = Math.min(nearest, running.element().leftAtStart() - elapsed);
        }
        if (!changes.isEmpty()) {
            nearest = Math.min(nearest, changes.element().at() - elapsed);
        }
        for (Client client : clients.values()) {
            nearest = Math.min(nearest, client.phases().untilChange(elapsed));
        }
        assertThat(nearest).as("somebody must move").isNotEqualTo(RateCell.NEVER);
        return Math.max(0, nearest);
    }

    private void refill(Client client) {
        Deque<Job> queue = waiting.get(client.name());
        boolean room = true;
        while (room && client.phases().on(elapsed) && queue.size() < client.backlog()) {
            Job job = new Job(client.name(), client.costs().permits(random));
            job.number = ++submitted;
            room = submit(client, job);
        }
    }

    private boolean submit(Client client, Job job) {
        Deque<Job> queue = waiting.get(client.name());
        int free = slots - waiting.values().stream().mapToInt(Deque::size).sum();
        int bound =
                client.share().queue() == Share.DYNAMIC ? free : client.share().queue();
        boolean roomInQueue = free > 0 && queue.size() < bound;
        boolean accepted = discipline.submit(job, client.share(), now());
        if (accepted) {
            queue.add(job);
            settle();
        }
        boolean startedAtOnce = accepted && queue.peekLast() != job;
        assertThat(accepted)
                .as("room for %s, %s free, %s waiting now, started at once: %s", bound, free, queue, startedAtOnce)
                .isEqualTo(roomInQueue || startedAtOnce);
        return accepted;
    }

    private void settle() {
        judge();
        for (Job job = discipline.next(now()); job != null; job = discipline.next(now())) {
            started(job);
        }
        assertNothingIdles();
    }

    private void started(Job job) {
        Client client = clients.get(job.user);
        assertThat(waiting.get(job.user).poll())
                .as("first come, first served within a user")
                .isSameAs(job);
        dispatched.add(job);
        runningOf.merge(job.user, 1, Integer::sum);
        Rate inForce = rate.rate();
        double rateShare = inForce.isUnlimited()
                ? 0
                : (double) workers * job.cost() * inForce.period().toNanos() / inForce.permits();
        service.started(
                job,
                Math.max(FairScheduler.QUANTUM_NANOS, rateShare),
                client.share().weight(),
                now());
        judge();
        assertThat(runningOf.get(job.user))
                .as("%s is within the ceiling of their workers", job.user)
                .isLessThanOrEqualTo(client.share().workers());
        long nanos = client.durations().nanos(this, job);
        running.add(new Running(job, elapsed + nanos));
        assertThat(running.size()).isLessThanOrEqualTo(workers);
    }

    private void end(Running ended) {
        runningOf.merge(ended.job().user, -1, Integer::sum);
        service.finished(ended.job(), now());
        discipline.finish(ended.job(), now());
        settle();
    }

    private void judge() {
        clients.values().forEach(client -> service.eligible(client.name(), headIfEligible(client) != null));
        service.look(now());
    }

    private @Nullable Job headIfEligible(Client client) {
        Job head = waiting.get(client.name()).peek();
        RateCell own = client.share().rate();
        boolean eligible = head != null
                && runningOf.get(client.name()) < client.share().workers()
                && (own == null || own.waitNanos(head.cost(), now()) == 0);
        return eligible ? head : null;
    }

    private void assertNothingIdles() {
        if (running.size() >= workers) {
            return;
        }
        long longestCollect = -1;
        long wakes = RateCell.NEVER;
        for (Client client : clients.values()) {
            Job first = waiting.get(client.name()).peek();
            RateCell own = client.share().rate();
            if (headIfEligible(client) != null) {
                longestCollect = Math.max(longestCollect, rate.waitNanos(first.cost(), now()));
            } else if (first != null
                    && own != null
                    && runningOf.get(client.name()) < client.share().workers()) {
                wakes = Math.min(wakes, own.waitNanos(first.cost(), now()));
            }
        }
        assertThat(longestCollect)
                .as("a worker and the permits are there, and of %s somebody is eligible", waiting)
                .isNotZero();
        assertThat(discipline.nanosToNextEvent(now()))
                .as("what is waited for comes at a known time")
                .isLessThanOrEqualTo(longestCollect > 0 ? longestCollect : wakes);
    }
}
