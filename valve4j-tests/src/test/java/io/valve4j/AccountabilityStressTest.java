package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.StressRun.Fate;
import io.valve4j.event.ValveEvent;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.InMemoryDeadLetterQueue;
import io.valve4j.task.InMemoryDeadLetterQueue.WhenFull;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nothing is lost under load: every task ends in exactly one way, and at the end every worker and every unit is there. */
class AccountabilityStressTest {

    private static final int TASKS = 1_000_000;
    private static final int TASKS_OF_A_CONTROL = 60_000;

    private final long seed =
            Long.getLong("valve4j.seed", ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));

    @Test
    @DisplayName("a million tasks of a thousand users from eight threads are each accounted for exactly once")
    void a_million_tasks() throws InterruptedException {
        try (ValveManager valve = ValveManager.builder().deadLetters(roomy()).build()) {
            StressRun run = new StressRun(valve, UnaryOperator.identity(), TASKS, seed, Duration.ofSeconds(20)).run();
            System.out.println(run);
            assertThat(run.violations()).as(run.toString()).isEmpty();
            for (Fate fate : Fate.values()) {
                assertThat(run.count(fate)).as("%s: nothing was %s", run, fate).isPositive();
            }
            assertThat(run.permits()).as(run.toString()).isPositive();
            assertThat(run.interruptedWaits()).as(run.toString()).isPositive();
        }
    }

    private static DeadLetterQueue roomy() {
        return new InMemoryDeadLetterQueue(TASKS, WhenFull.REFUSE_NEW);
    }

    private StressRun control(ValveManager.Builder builder, UnaryOperator<Limiter> fault) throws InterruptedException {
        return control(builder.deadLetters(roomy()), fault, Duration.ofSeconds(3));
    }

    private StressRun control(ValveManager.Builder builder, UnaryOperator<Limiter> fault, Duration patience)
            throws InterruptedException {
        try (ValveManager valve = builder.build()) {
            StressRun run = new StressRun(valve, fault, TASKS_OF_A_CONTROL, seed, patience).run();
            assertThat(valve.shutdown(Duration.ZERO)).isNotNull();
            return run;
        }
    }

    @Test
    @DisplayName("control: the same run passes when nothing is broken, also at the size of the controls")
    void control_without_a_fault() throws InterruptedException {
        EventAudit audit = new EventAudit();
        StressRun run = control(
                ValveManager.builder().deadLetters(roomy()).listener(audit, 10_000_000),
                UnaryOperator.identity(),
                Duration.ofSeconds(20));
        assertThat(run.violations()).as(run.toString()).isEmpty();
        // What the listener is told at the end, it was told last.
        Await.until("the listener knows of the end", audit::complete);
        assertThat(audit.violations()).as(run.toString()).isEmpty();
        assertThat(audit.count(ValveEvent.Failed.class)).isEqualTo(run.count(Fate.FAILED));
        assertThat(audit.count(ValveEvent.DeadLettered.class)).isEqualTo(run.count(Fate.FAILED));
        assertThat(audit.count(ValveEvent.Retried.class)).isPositive();
    }

    @Test
    @DisplayName("control: an executor that loses one worker is caught")
    void control_a_lost_worker() throws InterruptedException {
        AtomicInteger workers = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        StressRun run = control(
                ValveManager.builder().executor(command -> {
                    if (workers.incrementAndGet() != 10) {
                        threads.execute(command);
                    }
                }),
                UnaryOperator.identity());
        threads.shutdown();
        assertThat(run.violations()).as(run.toString()).contains("15 of 16 workers could be had");
    }

    @Test
    @DisplayName("control: a store that loses one refund is caught")
    void control_a_lost_refund() throws InterruptedException {
        AtomicInteger refunds = new AtomicInteger();
        InMemoryStore behind = new InMemoryStore();
        StressRun run = control(
                ValveManager.builder().store(new HookedStore(behind) {
                    @Override
                    public SettleResult settle(Settlement settlement) {
                        boolean lost = StressRun.isAudited(settlement.userId()) && refunds.incrementAndGet() == 100;
                        return lost ? SettleResult.NO_EFFECT : super.settle(settlement);
                    }
                }),
                UnaryOperator.identity());
        assertThat(run.violations()).as(run.toString()).anyMatch(found -> found.contains("was charged"));
    }

    @Test
    @DisplayName("control: a queue that loses one dead letter is caught")
    void control_a_lost_letter() throws InterruptedException {
        AtomicInteger letters = new AtomicInteger();
        InMemoryDeadLetterQueue behind = new InMemoryDeadLetterQueue(TASKS, WhenFull.REFUSE_NEW);
        StressRun run = control(
                ValveManager.builder().deadLetters(new ForwardingQueue(behind) {
                    @Override
                    public List<DeadLetter> put(DeadLetter letter) {
                        return letters.incrementAndGet() == 100 ? List.of() : super.put(letter);
                    }
                }),
                UnaryOperator.identity(),
                Duration.ofSeconds(3));
        assertThat(run.violations()).as(run.toString()).anyMatch(found -> found.contains(" letters of "));
    }

    @Test
    @DisplayName("control: a limiter that starts one task twice is caught")
    void control_a_task_started_twice() throws InterruptedException {
        AtomicInteger tasks = new AtomicInteger();
        StressRun run = control(ValveManager.builder(), limiter -> new DisguisedLimiter(limiter) {
            @Override
            public <T> CompletableFuture<T> submit(Callable<T> task, TaskOptions options) {
                boolean onlyOnce = options.failurePlan().retry().attempts() == 1;
                return super.submit(
                        () -> {
                            if (onlyOnce && tasks.incrementAndGet() == 10_000) {
                                callInVain(task);
                            }
                            return task.call();
                        },
                        options);
            }
        });
        assertThat(run.violations()).as(run.toString()).anyMatch(found -> found.endsWith("was started 2 times"));
    }

    /** Many of the run's tasks throw, and the one that is started twice may be one of them. */
    private static void callInVain(Callable<?> task) {
        try {
            task.call();
        } catch (Throwable itsOwn) {
            assertThat(itsOwn).hasMessageStartingWith("task ");
        }
    }

    @Test
    @DisplayName("control: a limiter that forgets to end one permit is caught")
    void control_a_lost_permit() throws InterruptedException {
        AtomicInteger permits = new AtomicInteger();
        StressRun run = control(ValveManager.builder(), limiter -> new DisguisedLimiter(limiter) {
            @Override
            public Permit acquire(TaskOptions options) throws InterruptedException {
                Permit permit = super.acquire(options);
                return permits.incrementAndGet() == 10 ? new LeakingPermit(permit) : permit;
            }
        });
        assertThat(run.violations()).as(run.toString()).contains("15 of 16 workers could be had");
    }

    private record LeakingPermit(Permit behind) implements Permit {

        @Override
        public String user() {
            return behind.user();
        }

        @Override
        public String resource() {
            return behind.resource();
        }

        @Override
        public void close() {
            // This is the fault.
        }
    }
}
