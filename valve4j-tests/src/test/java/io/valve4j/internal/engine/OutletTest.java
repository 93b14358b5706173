package io.valve4j.internal.engine;

import static io.valve4j.internal.rate.RateCell.RETIRED;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Await;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.internal.event.Events;
import io.valve4j.internal.quota.Ledger;
import io.valve4j.internal.schedule.Admission;
import io.valve4j.internal.schedule.TurnRule;
import io.valve4j.internal.schedule.WorkerThreads;
import io.valve4j.store.InMemoryStore;
import io.valve4j.task.InMemoryDeadLetterQueue;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Reclamation against use, one interleaving at a time. */
class OutletTest {

    private final ManualTime manual = new ManualTime();

    /** Runs something, once, when the time is next read: right before a bucket is retired. */
    private Runnable onNextReading = () -> {};

    private final TimeSource time = new TimeSource() {
        @Override
        public long nanos() {
            Runnable hook = onNextReading;
            onNextReading = () -> {};
            hook.run();
            return manual.nanos();
        }

        @Override
        public Instant instant() {
            return manual.instant();
        }

        @Override
        public Alarm alarm(long delayNanos, Runnable action) {
            return manual.alarm(delayNanos, action);
        }
    };

    private final Workshop workshop = new Workshop(time, WorkerThreads.of(Runnable::run), Runnable::run, TurnRule.FAIR);
    private final Services services = Services.of(
            new Till(new Ledger(new InMemoryStore(manual)), new StoreLog(manual)),
            manual,
            new Events(Map.of(), manual, Runnable::run),
            new InMemoryDeadLetterQueue(),
            List.of());

    private Outlet.Dedicated dedicated(Rate rate) {
        return new Outlet.Dedicated(Resource.each().rate(rate), workshop, () -> {});
    }

    private Outlet.Shared shared(ResourceRuntime runtime, Rate own) {
        return new Outlet.Shared(
                "pro", new Profile.Access.Shared("api", Terms.EQUAL.rate(own)), runtime, workshop, () -> {});
    }

    @Test
    void whoever_meets_a_resource_that_is_reclaimed_but_not_yet_removed_gets_a_new_one_at_once() {
        Outlet.Dedicated outlet = dedicated(Rate.perSecond(1));
        Seat before = outlet.seat("ada");
        assertThat(before.runtime().reclaim()).isTrue();
        Seat after = outlet.seat("ada");
        assertThat(after.retired()).isFalse();
        assertThat(after.runtime()).isNotSameAs(before.runtime());
        reclaimAll(outlet);
        assertThat(outlet.isEmpty()).isTrue();
    }

    @Test
    void whoever_meets_an_own_rate_that_is_reclaimed_but_not_yet_removed_gets_a_new_one_at_once() {
        ResourceRuntime runtime = new ResourceRuntime(Pattern.of(Resource.named("api")), workshop);
        Outlet.Shared outlet = shared(runtime, Rate.perSecond(1));
        assertThat(outlet.seat("ada").share().rate().retireIfFull(time.nanos())).isTrue();
        assertThat(outlet.seat("ada").retired()).isFalse();
    }

    @Test
    void a_resource_used_while_it_is_being_reclaimed_stays() {
        Outlet.Dedicated outlet = dedicated(Rate.perSecond(1));
        Seat seat = outlet.seat("ada");
        onNextReading = () -> assertThat(seat.take(1, manual.nanos())).isZero();
        assertThat(outlet.reclaimSteps().next().getAsBoolean()).isFalse();
        assertThat(seat.retired()).isFalse();
        assertThat(outlet.seat("ada").take(1, manual.nanos())).isPositive();
    }

    @Test
    void a_resource_that_is_closed_gives_nobody_a_place_whoever_opened_it() {
        Outlet.Dedicated outlet = dedicated(Rate.UNLIMITED);
        Seat before = outlet.seat("ada");
        outlet.close();
        for (String user : new String[] {"ada", "bob"}) {
            Seat seat = outlet.seat(user);
            PermitTicket ticket = new PermitTicket(
                    new Errand.Sender(user, route(seat), seat.runtime().dispatcher(), services, null),
                    TaskOptions.DEFAULT,
                    0);
            Admission admission = seat.runtime().dispatcher().startNow(ticket, user, seat.share());
            assertThat(admission.given()).isFalse();
        }
        assertThat(before.runtime()).isSameAs(outlet.seat("ada").runtime());
    }

    private static Route route(Seat seat) {
        return new Route(new Standing(Setup.EMPTY, "pro", null, null, null, null, 0), "api", null, seat, true);
    }

    /** Queued work whose own rate was retired could never start, and would be looked at for ever. */
    @Test
    void an_own_rate_is_not_retired_under_a_task_that_comes_with_the_first_dispatcher() throws InterruptedException {
        ResourceRuntime runtime =
                new ResourceRuntime(Pattern.of(Resource.named("api").rate(Rate.perHour(1))), workshop);
        Outlet.Shared outlet = shared(runtime, Rate.perSecond(1));
        Seat seat = outlet.seat("ada");
        assertThat(runtime.rate().tryTake(1, manual.nanos())).isZero();
        Thread[] user = new Thread[1];
        Admission[] admission = new Admission[1];
        onNextReading = () -> {
            user[0] = new Thread(() -> {
                PermitTicket ticket = new PermitTicket(
                        new Errand.Sender("ada", route(seat), runtime.dispatcher(), services, null),
                        TaskOptions.DEFAULT,
                        0);
                admission[0] = runtime.dispatcher().offer(ticket, "ada", seat.share(), manual.nanos());
            });
            user[0].start();
            // It has come to the runtime once it is done, or kept out.
            Await.until(
                    "it is done or kept out", () -> !user[0].isAlive() || user[0].getState() == Thread.State.BLOCKED);
        };
        boolean dropped = outlet.reclaimSteps().next().getAsBoolean();
        user[0].join(Duration.ofSeconds(60).toMillis());
        assertThat(user[0].isAlive()).as("looking for ever").isFalse();
        boolean retired = seat.share().rate().isRetired();
        assertThat(dropped).isEqualTo(retired);
        assertThat(admission[0].given())
                .as("accepted, with a rate that is retired: %s", retired)
                .isEqualTo(!retired);
    }

    private static void reclaimAll(Outlet outlet) {
        for (Iterator<BooleanSupplier> steps = outlet.reclaimSteps(); steps.hasNext(); ) {
            boolean unused = steps.next().getAsBoolean();
        }
    }

    /** Time stands still, so each user has one burst, however often what is kept of them is dropped before they use it. */
    private void race(Outlet outlet, int burst) throws InterruptedException {
        int users = 20_000;
        AtomicIntegerArray admitted = new AtomicIntegerArray(users);
        AtomicBoolean over = new AtomicBoolean();
        Thread sweeper = new Thread(() -> {
            while (!over.get()) {
                reclaimAll(outlet);
            }
        });
        List<Thread> takers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            takers.add(new Thread(() -> {
                for (int user = 0; user < users; user++) {
                    for (int take = 0; take < burst; take++) {
                        long answer = RETIRED;
                        while (answer == RETIRED) {
                            answer = outlet.seat("user-" + user).take(1, 0);
                        }
                        admitted.addAndGet(user, answer == 0 ? 1 : 0);
                    }
                }
            }));
        }
        sweeper.start();
        takers.forEach(Thread::start);
        for (Thread taker : takers) {
            taker.join();
        }
        over.set(true);
        sweeper.join();
        for (int user = 0; user < users; user++) {
            assertThat(admitted.get(user)).as("user-%s", user).isEqualTo(burst);
        }
    }

    @Test
    void use_that_races_with_reclamation_neither_mints_nor_loses_a_permit_of_a_resource() throws InterruptedException {
        race(dedicated(Rate.perHour(2)), 2);
    }

    @Test
    void use_that_races_with_reclamation_neither_mints_nor_loses_a_permit_of_an_own_rate() throws InterruptedException {
        race(shared(new ResourceRuntime(Pattern.of(Resource.named("api")), workshop), Rate.perHour(2)), 2);
    }
}
