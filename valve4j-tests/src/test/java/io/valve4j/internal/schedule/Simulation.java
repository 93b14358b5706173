package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.ReceivedService.Pair;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link Discipline} through virtual time, with an adversary who chooses how long a job takes only after it was
 * started, and may end any job early. Asserts at every instant what must always hold: no free worker and no permit idles
 * while an eligible job waits, nobody is above a ceiling, and the jobs of one user start in their order.
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

    private static final Comparator<Running> BY_END = Comparator.comparingLong(Running::leftAtStart);

    private record Running(Job job, long leftAtStart) {}

    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, Deque<Job>> waiting = new LinkedHashMap<>();
    private final Map<String, Integer> runningOf = new LinkedHashMap<>();
    private final PriorityQueue<Running> running = new PriorityQueue<>(BY_END);
    private final ReceivedService service = new ReceivedService();
    private final List<Job> dispatched = new ArrayList<>();
    private final int workers;
    private final RateCell rate;
    private final Discipline discipline;
    private final SplittableRandom random;
    private final double earlyEnds;
    private final long origin;
    private long elapsed;
    private long submitted;

    /**
     * A simulation at its start.
     *
     * @param earlyEnds how often, at an event, the adversary ends some running job at once
     */
    Simulation(
            int workers,
            Rate rate,
            BiFunction<Integer, RateCell, Discipline> discipline,
            SplittableRandom random,
            double earlyEnds,
            long origin) {
        this.workers = workers;
        this.rate = new RateCell(BucketSpec.of(rate), origin);
        this.discipline = discipline.apply(workers, this.rate);
        this.random = random;
        this.earlyEnds = earlyEnds;
        this.origin = origin;
    }

    void add(Client client) {
        clients.put(client.name(), client);
        waiting.put(client.name(), new ArrayDeque<>());
        runningOf.put(client.name(), 0);
        service.add(client.name(), client.share().weight());
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
                .anyMatch(pair -> (pair.f.user.equals(user) ? 1 : -1)
                                * (pair.f.received() / pair.f.weight - pair.g.received() / pair.g.weight)
                        > 0);
    }

    Simulation run(long nanos, int mostDispatches) {
        while (elapsed < nanos && dispatched.size() < mostDispatches) {
            step();
        }
        return this;
    }

    /** The pair that used most of what the promise allows it. */
    Pair tightest() {
        return service.pairs().stream()
                .max(Comparator.comparingDouble(pair -> pair.use(workers)))
                .orElseThrow();
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
        for (Client client : clients.values()) {
            nearest = Math.min(nearest, client.phases().untilChange(elapsed));
        }
        assertThat(nearest).as("somebody must move").isNotEqualTo(RateCell.NEVER);
        return Math.max(0, nearest);
    }

    private void refill(Client client) {
        Deque<Job> queue = waiting.get(client.name());
        while (client.phases().on(elapsed) && queue.size() < client.backlog()) {
            Job job = new Job(client.name(), client.costs().permits(random));
            job.number = ++submitted;
            if (!discipline.submit(job, client.share(), now())) {
                return;
            }
            queue.add(job);
            judge();
        }
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
        service.started(job, Math.max(FairScheduler.QUANTUM_NANOS, rateShare), now());
        judge();
        assertThat(runningOf.get(job.user)).isLessThanOrEqualTo(client.share().workers());
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
        if (running.size() == workers) {
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
