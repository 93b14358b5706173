package io.valve4j.internal.schedule;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.Simulation.Change;
import io.valve4j.internal.schedule.Simulation.Client;
import io.valve4j.internal.schedule.Simulation.Durations;
import io.valve4j.internal.schedule.Simulation.Phases;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a scenario sets up, and then plays under one discipline. */
final class Stage {

    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;

    final SplittableRandom random;

    /** Some clocks start where they soon wrap. */
    final long origin;

    int workers = 1;
    int slots = 100_000;
    Rate rate = Rate.UNLIMITED;
    double earlyEnds;
    int dispatches = 3_000;
    long nanos = Long.MAX_VALUE;

    private final List<Client> clients = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();

    Stage(SplittableRandom random) {
        this.random = random;
        this.origin = random.nextBoolean() ? random.nextLong() : Long.MAX_VALUE - SECOND;
    }

    static Share share(int weight) {
        return new Share("", weight, Integer.MAX_VALUE, Share.DYNAMIC, null);
    }

    static Share cap(int weight, int workers) {
        return new Share("", weight, workers, Share.DYNAMIC, null);
    }

    RateCell cell(Rate own) {
        return new RateCell(BucketSpec.of(own), origin);
    }

    void add(Client client) {
        clients.add(client);
    }

    void add(Change change) {
        changes.add(change);
    }

    void user(String name, int weight, int backlog, Durations durations) {
        add(new Client(name, share(weight), backlog, durations));
    }

    List<Client> clients() {
        return clients;
    }

    Simulation play(Discipline.Choice choice) {
        RateCell cell = cell(rate);
        Discipline discipline = choice.make(workers, slots, cell);
        Simulation simulation = new Simulation(workers, slots, cell, discipline, random.split(), earlyEnds, origin);
        clients.forEach(simulation::add);
        changes.forEach(simulation::add);
        return simulation.run(nanos, dispatches);
    }

    /** A user of whom only the longest task and the dearest are known. */
    void randomUser(String name) {
        int weight = random.nextBoolean() ? 1 : random.nextInt(1, 20);
        int cap = random.nextInt(3) == 0 ? random.nextInt(1, workers + 1) : Integer.MAX_VALUE;
        RateCell own = random.nextInt(4) == 0
                ? cell(Rate.perSecond(random.nextLong(1, 500)).burst(random.nextLong(5, 10)))
                : null;
        long longest = 1L << random.nextInt(10, 28);
        long shortest = Math.min(longest - 1, 1L << random.nextInt(8, 20));
        Phases phases = random.nextInt(3) == 0
                ? new Phases(random.nextLong(SECOND), random.nextLong(1, SECOND), random.nextLong(1, SECOND))
                : Phases.ALWAYS;
        Durations durations = random.nextBoolean()
                ? (seen, job) -> seen.random().nextLong(shortest, longest)
                : (seen, job) -> seen.isAhead(job.user) ? longest : shortest;
        long costs = rate.isUnlimited() || random.nextBoolean() ? 1 : 5;
        add(new Client(name, new Share("", weight, cap, Share.DYNAMIC, own), random.nextInt(1, 40), durations)
                .during(phases)
                .costing(random -> random.nextLong(1, costs + 1)));
    }
}
