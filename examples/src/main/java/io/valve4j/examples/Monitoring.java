package io.valve4j.examples;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import java.io.PrintStream;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;

/**
 * Counters from events: what was accepted, what became of it, and why the rest was refused.
 *
 * <p>A <em>listener</em> is told of events aside from whoever caused them: a slow one holds nobody up. Labels are the
 * resource and the reason, of which there are a few. Never the user: ids come from outside, without end, and
 * each would be a time series of its own. Who was refused belongs in the log: {@code decision().explain()}.
 */
public final class Monitoring {

    private static final int USERS = 1_000;

    private Monitoring() {}

    /** Runs it. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) {
        Counters counters = new Counters();
        try (ValveManager valve = ValveManager.builder().listener(counters).build()) {
            valve.register(
                    Resource.named("api").workers(1).queue(10),
                    Resource.named("mail").rate(Rate.perHour(50)),
                    Profile.named("free").shared("api").shared("mail"));

            out.println(USERS + " users come at once: each hands in a task for the api, which has one worker");
            out.println("and room for 10 to wait; each wants to send a mail, of which there are 50");
            CountDownLatch allCame = new CountDownLatch(1);
            for (int i = 1; i <= USERS; i++) {
                Limiter user = valve.limiter("free", "user-" + i);
                handIn(user, i, allCame);
                user.on("mail").take();
            }
            allCame.countDown();
        } // closing waits for the tasks, and until the listener has been told of everything

        out.println();
        counters.print(out);
        out.println();
        out.println(USERS + " users, " + counters.size() + " lines: labels name resources and reasons, never users");
    }

    private static void handIn(Limiter user, int number, CountDownLatch allCame) {
        try {
            user.run(() -> {
                        allCame.await();
                        if (number == 3) {
                            throw new IllegalStateException("the third task fails");
                        }
                    })
                    .exceptionally(failure -> null);
        } catch (ValveRejectedException refusal) {
            // The listener counts it; a service would tell its user.
        }
    }

    /** Counts what ends up in a metrics system; kinds of events that it does not know it passes over. */
    private static final class Counters implements ValveListener {

        private final ConcurrentSkipListMap<String, Long> counts = new ConcurrentSkipListMap<>();

        @Override
        public void on(ValveEvent event) {
            if (event instanceof ValveEvent.Refused refused) {
                Decision decision = refused.decision();
                count("refused", decision.resource(), ", reason=" + decision.reason());
            } else if (event instanceof ValveEvent.Submitted submitted) {
                count("submitted", submitted.work().resource(), "");
            } else if (event instanceof ValveEvent.Completed completed) {
                count("completed", completed.work().resource(), "");
            } else if (event instanceof ValveEvent.Failed failed) {
                count(
                        "failed",
                        failed.work().resource(),
                        ", error=" + failed.failure().getClass().getSimpleName());
            } else if (event instanceof ValveEvent.DeadLettered lettered) {
                count("dead_letters", lettered.letter().origin().resource(), "");
            } else if (event instanceof ValveEvent.EventsLost lost) {
                counts.merge("events_lost", lost.count(), Long::sum);
            }
        }

        private void count(String what, String resource, String label) {
            counts.merge(what + "{resource=" + resource + label + "}", 1L, Long::sum);
        }

        int size() {
            return counts.size();
        }

        void print(PrintStream out) {
            counts.forEach((name, count) -> out.printf("%-60s %5d%n", name, count));
        }
    }
}
