package io.valve4j.internal.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.internal.subscription.SubscriptionService;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.store.InMemoryStore;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.testkit.ManualTime;
import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random charges, refunds, overrides, resets, terms and passing time, against a model that keeps every charge ever made
 * and adds them up anew for each question.
 */
class LedgerModelTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final List<Quota> QUOTAS = List.of(
            Quota.perDay(20).in(NEW_YORK),
            Quota.perMonth(60).in(NEW_YORK),
            Quota.lifetime(300),
            Quota.perDay(500).of("tokens").in(NEW_YORK));

    @Test
    void every_decision_and_every_remainder_equals_the_models() {
        Seeds.check("ledger equals model", 150, random -> new Run(random).go(400));
    }

    private static final class Run {

        private final SplittableRandom random;
        // Shortly before clocks change, and a month ends.
        private final ManualTime time = new ManualTime(0, Instant.parse("2026-10-30T12:00:00Z"));
        private final InMemoryStore store = new InMemoryStore(time);
        private final Ledger ledger = new Ledger(store);
        private final SubscriptionService subscriptions =
                new SubscriptionService(store, profile -> QUOTAS, (subscription, at) -> List.of(), (changed, at) -> {});
        private final Model model = new Model();
        private final List<Receipt> receipts = new ArrayList<>();
        private Subscription subscription;
        private QuotaPlan plan;

        Run(SplittableRandom random) {
            this.random = random;
            subscribe();
        }

        void go(int steps) {
            for (int step = 0; step < steps; step++) {
                step();
                compareUsage();
            }
        }

        private void step() {
            int choice = random.nextInt(100);
            if (choice < 50) {
                charge(random.nextLong(0, 8), random.nextBoolean() ? random.nextLong(1, 120) : 0);
            } else if (choice < 70) {
                refund();
            } else if (choice < 85) {
                time.advance(Duration.ofMinutes(random.nextLong(600)));
            } else if (!live()) {
                subscribe();
            } else if (choice < 88) {
                subscription = subscriptions.resetUsage("ada");
                model.generation++;
            } else if (choice < 92) {
                override();
            } else if (choice < 96) {
                subscription = subscriptions.extend("ada", Duration.ofHours(random.nextLong(1, 48)));
                model.endsAt = subscription.endsAt();
            } else if (choice < 97) {
                subscription = subscriptions.cancel("ada");
                model.canceled = true;
            }
        }

        private boolean live() {
            return !model.canceled && store.now().isBefore(model.endsAt);
        }

        private void subscribe() {
            time.advance(Duration.ofMillis(1));
            Duration term = Duration.ofHours(random.nextLong(1, 24 * 20));
            subscription = subscriptions.create("ada", "pro", term);
            model.startsAt = store.now();
            model.endsAt = store.now().plus(term);
            model.canceled = false;
            model.overrides.clear();
        }

        private void override() {
            String quota = QUOTAS.get(random.nextInt(QUOTAS.size())).name();
            if (random.nextInt(3) == 0) {
                subscription = subscriptions.clearOverride("ada", quota);
                model.overrides.remove(quota);
                return;
            }
            long limit = random.nextInt(3) == 0 ? Quota.UNLIMITED : random.nextLong(100);
            subscription = subscriptions.overrideQuota("ada", quota, limit);
            model.overrides.put(quota, limit);
        }

        /** As the engine does: with the plan at hand, and with a new one if that has become stale. */
        private void charge(long calls, long tokens) {
            Map<String, Long> costs = tokens == 0 ? Map.of() : Map.of("tokens", tokens);
            boolean fits = model.fits(store.now(), calls, tokens);
            boolean active = subscription.statusAt(store.now()) == SubscriptionStatus.ACTIVE;
            assertThat(active).as("active").isEqualTo(live());
            if (!active || calls + tokens == 0) {
                return;
            }
            for (int attempt = 0; attempt < 2; attempt++) {
                if (plan == null) {
                    plan = resolve();
                }
                LedgerResult previewed = ledger.preview(plan, calls, costs);
                LedgerResult result = ledger.charge(plan, calls, costs);
                assertThat(result).hasSameClassAs(previewed);
                if (result instanceof LedgerResult.Stale) {
                    plan = null;
                } else {
                    settle(result, fits, calls, tokens);
                    return;
                }
            }
            throw new AssertionError("a plan was stale at once: " + subscription);
        }

        private void settle(LedgerResult result, boolean fits, long calls, long tokens) {
            assertThat(result instanceof LedgerResult.Admitted).as("admitted").isEqualTo(fits);
            if (result instanceof LedgerResult.Admitted admitted) {
                receipts.add(admitted.receipt());
                model.charges.add(new Taken(store.now(), model.startsAt, model.generation, calls, tokens));
            } else if (result instanceof LedgerResult.Refused refused) {
                Quota binding = QUOTAS.stream()
                        .filter(quota -> quota.name().equals(refused.binding().quota()))
                        .findFirst()
                        .orElseThrow();
                assertThat(model.fits(binding, store.now(), calls, tokens))
                        .as("%s has room", binding)
                        .isFalse();
            }
        }

        private void refund() {
            if (!receipts.isEmpty()) {
                int index = random.nextInt(receipts.size());
                ledger.refund(receipts.get(index));
                model.charges.set(index, Taken.NOTHING);
            }
        }

        private void compareUsage() {
            Instant now = store.now();
            List<Usage> usage = ledger.usage(resolve());
            for (int i = 0; i < QUOTAS.size(); i++) {
                Quota quota = QUOTAS.get(i);
                long used = model.used(quota, now);
                long limit = model.limit(quota);
                assertThat(usage.get(i).used()).as("%s used", quota).isEqualTo(used);
                assertThat(usage.get(i).remaining())
                        .as("%s remaining", quota)
                        .isEqualTo(limit == Quota.UNLIMITED ? limit : Math.max(0, limit - used));
                assertThat(usage.get(i).resetsAt().isEmpty())
                        .isEqualTo(quota.window().needsSubscription());
                usage.get(i).resetsAt().ifPresent(resetsAt -> {
                    assertThat(model.sameWindow(quota, now, resetsAt.minusMillis(1)))
                            .isTrue();
                    assertThat(model.sameWindow(quota, now, resetsAt)).isFalse();
                });
            }
        }

        private QuotaPlan resolve() {
            return ledger.resolve("ada", QUOTAS, subscription, store.now());
        }
    }

    /** One charge, as it was made. */
    private record Taken(Instant at, Instant startsAt, long generation, long calls, long tokens) {
        static final Taken NOTHING = new Taken(Instant.EPOCH, Instant.EPOCH, -1, 0, 0);
    }

    private static final class Model {

        final List<Taken> charges = new ArrayList<>();
        final Map<String, Long> overrides = new HashMap<>();
        Instant startsAt;
        Instant endsAt;
        boolean canceled;
        long generation;

        boolean fits(Instant now, long calls, long tokens) {
            return QUOTAS.stream().allMatch(quota -> fits(quota, now, calls, tokens));
        }

        boolean fits(Quota quota, Instant now, long calls, long tokens) {
            long amount = quota.meter().equals("tokens") ? tokens : calls;
            return amount == 0 || limit(quota) == Quota.UNLIMITED || used(quota, now) + amount <= limit(quota);
        }

        long limit(Quota quota) {
            return overrides.getOrDefault(quota.name(), quota.limit());
        }

        long used(Quota quota, Instant now) {
            long used = 0;
            for (Taken taken : charges) {
                boolean counts = taken.generation == generation
                        && (quota.window().needsSubscription()
                                ? taken.startsAt.equals(startsAt)
                                : sameWindow(quota, taken.at, now));
                if (counts) {
                    used += quota.meter().equals("tokens") ? taken.tokens : taken.calls;
                }
            }
            return used;
        }

        boolean sameWindow(Quota quota, Instant one, Instant other) {
            LocalDate first = LocalDate.ofInstant(one, NEW_YORK);
            LocalDate second = LocalDate.ofInstant(other, NEW_YORK);
            return quota.name().endsWith("day")
                    ? first.equals(second)
                    : YearMonth.from(first).equals(YearMonth.from(second));
        }
    }
}
