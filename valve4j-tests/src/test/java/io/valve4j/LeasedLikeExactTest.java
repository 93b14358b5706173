package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Usage;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Where there is but one process, leases are not to be told from exact charges: the same random story, told to a manager of
 * either mode, gets the same answers, and the same use in the end.
 */
@Timeout(120)
class LeasedLikeExactTest {

    private static final int STEPS = 400;

    @Test
    void a_single_process_answers_with_leases_as_it_does_without() {
        Seeds.check("leased like exact", 150, random -> tell(random, 0));
    }

    /** The control: a limit that is off by one is noticed. */
    @Test
    void one_unit_more_is_noticed() {
        assertThatThrownBy(() -> Seeds.check("one unit more", 50, random -> tell(random, 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("xpect");
    }

    private static void tell(SplittableRandom random, long more) {
        long limit = random.nextLong(10, 500);
        boolean grants = random.nextBoolean();
        QuotaMode leased =
                QuotaMode.leased(random.nextLong(2, 100), Duration.ofMillis(random.nextLong(10, 86_400_000)));
        Teller exact = new Teller(limit, QuotaMode.EXACT);
        Teller other = new Teller(limit + more, leased);
        for (int i = 0; i < STEPS; i++) {
            Function<Teller, Object> step = step(random, grants);
            assertThat(step.apply(other)).as("step %s", i).isEqualTo(step.apply(exact));
        }
        for (Teller each : List.of(exact, other)) {
            each.valve.workers.runAll();
            each.valve.manager.close();
        }
        assertThat(other.used()).isEqualTo(exact.used());
    }

    /** Grants that end, or refunds: with both, it matters from which counter a unit came that is given back. */
    private static Function<Teller, Object> step(SplittableRandom random, boolean grants) {
        long number = random.nextLong(1, 400);
        int choice = random.nextInt(1_000);
        TaskOptions options = TaskOptions.DEFAULT.cost(random.nextInt(3) == 0 ? 1 + number % 5 : 1);
        TaskOptions costly = random.nextInt(4) == 0 ? options.cost("tokens", number) : options;
        if (choice < 300) {
            return teller -> teller.ada.tryTake(costly);
        }
        if (choice < 700) {
            return teller -> answer(teller.ada.take(costly));
        }
        if (choice < 800) {
            return teller -> answer(teller.ada.peek(costly));
        }
        if (choice < 900) {
            return teller -> teller.submit(costly);
        }
        if (choice < 950) {
            int victim = random.nextInt(1_000);
            return teller -> grants ? 0 : teller.cancel(victim);
        }
        if (choice < 980) {
            Duration pause = Duration.ofSeconds(random.nextInt(20) == 0 ? 90_000 : random.nextLong(40));
            return teller -> teller.pause(pause);
        }
        boolean ends = random.nextBoolean();
        return choice < 985 && grants
                ? teller -> teller.grant(number, ends)
                : choice < 995
                        ? teller -> teller.subscriptions()
                                .overrideQuota("ada", "calls-per-day", number)
                                .revision()
                        : teller -> teller.subscriptions().resetUsage("ada").revision();
    }

    /** All that a refusal says; of what is allowed only that, since which of several quotas is tightest may be a tie. */
    private static Object answer(Decision decision) {
        return decision.allowed() ? "allowed" : decision;
    }

    private static final class Teller {

        final VirtualValve valve = new VirtualValve();
        final List<CompletableFuture<Void>> tasks = new ArrayList<>();
        final Limiter ada = valve.manager.limiter("ada");

        Teller(long limit, QuotaMode mode) {
            valve.manager.register(Profile.named("pro")
                    .dedicated(Resource.each().rate(Rate.UNLIMITED).queue(10_000))
                    .quota(Quota.perDay(limit))
                    .quota(Quota.perMonth(4 * limit))
                    .quota(Quota.perDay(20 * limit).of("tokens"))
                    .mode(mode));
            subscriptions().create("ada", "pro", Duration.ofDays(300));
        }

        Subscriptions subscriptions() {
            return valve.manager.subscriptions();
        }

        boolean submit(TaskOptions options) {
            try {
                tasks.add(ada.run(() -> {}, options));
                return true;
            } catch (ValveRejectedException refused) {
                return false;
            }
        }

        boolean cancel(int victim) {
            boolean cancelled =
                    !tasks.isEmpty() && tasks.remove(victim % tasks.size()).cancel(false);
            valve.workers.runAll();
            tasks.removeIf(CompletableFuture::isDone);
            return cancelled;
        }

        long grant(long units, boolean ends) {
            Instant end = ends ? valve.time.instant().plusSeconds(10 * units) : null;
            return subscriptions().grant("ada", "calls-per-day", units, end).revision();
        }

        int pause(Duration pause) {
            valve.workers.runAll();
            tasks.clear();
            valve.time.advance(pause);
            return 0;
        }

        List<Long> used() {
            return ada.usage().stream().map(Usage::used).toList();
        }
    }
}
