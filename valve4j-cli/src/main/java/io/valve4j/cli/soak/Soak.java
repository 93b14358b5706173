package io.valve4j.cli.soak;

import io.valve4j.ShutdownReport;
import io.valve4j.cli.machine.Heap;
import io.valve4j.cli.machine.ValveThreads;
import io.valve4j.cli.report.Text;
import io.valve4j.cli.soak.Latencies.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** One soak: sends the load, looks at the heap now and then, closes the valve, and compares the books. */
public final class Soak {

    private static final long SEED = 20_260_101;
    private static final int SAMPLES_PER_PERIOD = 2;
    private static final long CHANGE_MILLIS = 200;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long BETWEEN_LOOKS_MILLIS = 20;

    private final Plan plan;
    private final Consumer<String> progress;
    private final Place place;
    private final Books books = new Books();
    private final Asker asker = new Asker(books);
    private final List<Trend.Point> heap = new ArrayList<>();

    /**
     * Not begun yet.
     *
     * @param progress told how it goes, once in each period
     */
    public Soak(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        this.place = new Place(plan.perSecond());
    }

    /**
     * Runs it.
     *
     * @throws Exception if the valve does not close
     */
    public SoakReport run() throws Exception {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(SEED);
        Traffic traffic = new Traffic(place, asker, books, random);
        traffic.subscribe();
        long start = System.nanoTime();
        Arrivals arrivals = new Arrivals(start, plan.perSecond(), RandomSource.XO_SHI_RO_256_PP.create(SEED + 1));
        Generator generator = new Generator(arrivals, start + plan.length().toNanos(), traffic::arrive);
        AtomicBoolean other = new AtomicBoolean();
        asker.repeat(CHANGE_MILLIS, () -> {
            other.set(!other.get());
            place.change(other.get());
            place.clearLetters();
        });
        generator.start();
        watch(start, generator);
        generator.join();
        asker.endCallers();
        progress.accept("closing the valve");
        ShutdownReport closed = place.shutdown(CLOSE_TIMEOUT).get(1, TimeUnit.MINUTES);
        asker.end();
        List<String> charged = traffic.charged();
        await(() -> Verdicts.agree(books, place, charged));
        int atWork = ValveThreads.awaitIdle(PATIENCE);
        OptionalInt threads =
                plan.waitsForThreads() ? OptionalInt.of(ValveThreads.awaitNone(PATIENCE)) : OptionalInt.empty();
        int alarms = place.time().awaitNone(PATIENCE);
        Verdicts.Ending ending =
                new Verdicts.Ending(closed.clean(), atWork, threads, alarms, place.used(charged), generator.sent());
        return new SoakReport(
                plan,
                Heap.most(),
                List.copyOf(heap),
                books.latencies().periods(),
                books.latencies().total(),
                new Verdicts(plan, books, place.told(), List.copyOf(heap), ending).findings(),
                books.surprise());
    }

    private void watch(long start, Generator generator) throws InterruptedException {
        int parts = plan.periods() * SAMPLES_PER_PERIOD;
        for (int part = 1; part <= parts; part++) {
            long left = start + plan.nanosUntil(part, parts) - System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(left);
            long live = Heap.live(1);
            heap.add(new Trend.Point((System.nanoTime() - start) / 1e9, (double) live));
            if (part % SAMPLES_PER_PERIOD == 0) {
                Map<Kind, Summary> period = books.latencies().endPeriod();
                progress.accept(part / SAMPLES_PER_PERIOD + " of " + plan.periods() + ": "
                        + Text.number(generator.sent()) + " sent, heap " + Text.megabytes((double) live)
                        + ", p99: takes " + p99(period, Kind.TAKE) + ", tasks " + p99(period, Kind.TASK));
            }
        }
    }

    private static String p99(Map<Kind, Summary> period, Kind kind) {
        Summary summary = period.get(kind);
        return summary == null || summary.count() == 0 ? "-" : Text.fineDuration(summary.p99());
    }

    /** Listeners hear of the end a little after it. */
    private static void await(BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < PATIENCE.toNanos()) {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }
}
