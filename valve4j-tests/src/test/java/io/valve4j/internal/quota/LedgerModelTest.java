package io.valve4j.internal.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.internal.quota.NaiveAccounts.Taken;
import io.valve4j.internal.subscription.SubscriptionService;
import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult.Outcome;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.testkit.ManualTime;
import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random charges, holds, refunds, keys, grants, overrides, pauses, changes of profile, resets, terms and passing time, against
 * a model that keeps every charge ever made and adds them up anew for each question.
 */
class LedgerModelTest {

    static final Map<String, List<Quota>> PROFILES = Map.of(
            "pro",
            List.of(
                    Quota.perDay(20).in(NaiveAccounts.ZONE),
                    Quota.perMonth(60).in(NaiveAccounts.ZONE),
                    Quota.lifetime(300),
                    Quota.every(Period.ofWeeks(1), 40).notifyAt(50, 90),
                    Quota.perDay(500).of("tokens").in(NaiveAccounts.ZONE)),
            "free",
            List.of(
                    Quota.perDay(8).in(NaiveAccounts.ZONE),
                    Quota.perMonth(30).in(NaiveAccounts.ZONE).asSoft()));

    @Test
    void every_decision_and_every_remainder_equals_the_models() {
        Seeds.check("ledger equals model", 100, random -> new Run(random).go(300));
    }

    private static final class Run {

        private final SplittableRandom random;
        // Shortly before clocks change, and a month ends.
        private final ManualTime time = new ManualTime(0, Instant.parse("2026-10-30T12:00:00Z"));
        private final InMemoryStore store = new InMemoryStore(time);
        private final Ledger ledger = new Ledger(store);
        private final SubscriptionService subscriptions =
                new SubscriptionService(store, PROFILES::get, (subscription, at) -> List.of(), (changed, at) -> {});
        private final NaiveAccounts model = new NaiveAccounts(PROFILES);
        private final List<Paid> receipts = new ArrayList<>();
        private final List<Held> holds = new ArrayList<>();
        private final RandomChanges changes;
        private QuotaPlan plan;

        /** A receipt, and what the model knows of it. */
        private record Paid(Receipt receipt, Taken taken) {}

        /** A hold, and what the model knows of it. */
        private record Held(Hold hold, Taken taken) {}

        Run(SplittableRandom random) {
            this.random = random;
            this.changes = new RandomChanges(random, "ada", () -> subscriptions, store::now, model);
            subscribe();
        }

        private void subscribe() {
            pass(Duration.ofMillis(1));
            changes.subscribe();
        }

        void go(int steps) {
            for (int step = 0; step < steps; step++) {
                step();
                compareUsage();
            }
        }

        private void step() {
            int choice = random.nextInt(100);
            if (choice < 32) {
                charge(random.nextLong(0, 8), random.nextBoolean() ? random.nextLong(1, 120) : 0, null);
            } else if (choice < 42) {
                charge(random.nextLong(0, 8), random.nextLong(0, 120), Duration.ofMinutes(random.nextLong(1, 900)));
            } else if (choice < 52) {
                refund();
            } else if (choice < 62) {
                settle();
            } else if (choice < 78) {
                pass(Duration.ofMinutes(random.nextLong(random.nextInt(8) == 0 ? 6_000 : 600)));
            } else if (choice < 79) {
                store.purge(random.nextInt(1, 100));
            } else if (!model.status(store.now()).live()) {
                subscribe();
            } else {
                changes.change(random.nextInt(12));
            }
        }

        private void pass(Duration duration) {
            time.advance(duration);
            model.pass(store.now());
        }

        /** As the engine does: with the plan at hand, and with a new one if that has become stale. */
        private void charge(long calls, long tokens, Duration holdFor) {
            Instant now = store.now();
            assertThat(changes.subscription.statusAt(now)).isEqualTo(model.status(now));
            boolean counted = calls > 0 || (tokens > 0 && model.profile.equals("pro"));
            if (!changes.subscription.statusAt(now).admits() || !counted) {
                return;
            }
            if (calls == 0) {
                // A plan that counts no tokens asks no store, so nobody would say that it is outdated.
                plan = null;
            }
            Map<String, Long> costs = tokens == 0 ? Map.of() : Map.of("tokens", tokens);
            String key = random.nextInt(4) == 0 ? "key-" + random.nextInt(10) : null;
            Demand demand = new Demand(calls, costs, key);
            for (int attempt = 0; attempt < 2; attempt++) {
                if (plan == null) {
                    plan = ledger.resolve("ada", model.quotas(), changes.subscription, now);
                }
                LedgerResult result =
                        holdFor == null ? ledger.charge(plan, demand) : ledger.reserve(plan, demand, holdFor);
                if (result instanceof LedgerResult.Stale) {
                    plan = null;
                } else {
                    check(result, calls, tokens, holdFor, key);
                    return;
                }
            }
            throw new AssertionError("a plan was stale at once: " + changes.subscription);
        }

        private void check(LedgerResult result, long calls, long tokens, Duration holdFor, String key) {
            Instant now = store.now();
            Taken before = model.keyed(key, now);
            if (before != null) {
                boolean same = before.demand.equals(NaiveAccounts.demand(holdFor != null, calls, tokens));
                assertThat(result instanceof LedgerResult.KeyReused)
                        .as("key reused")
                        .isEqualTo(!same);
                assertThat(same && remarks(result).replayed()).as("replayed").isEqualTo(same);
                return;
            }
            Set<String> full = new HashSet<>();
            model.quotas().stream()
                    .filter(quota -> !model.fits(quota, now, calls, tokens))
                    .forEach(quota -> full.add(quota.name()));
            if (result instanceof LedgerResult.Refused refused) {
                assertThat(full).contains(refused.binding().quota());
                return;
            }
            assertThat(full).as("quotas without room").isEmpty();
            Remarks remarks = remarks(result);
            assertThat(remarks.replayed()).isFalse();
            Taken taken = model.take(now, calls, tokens, holdFor == null ? null : now.plus(holdFor), key);
            comparePassed(remarks.passed());
            if (result instanceof LedgerResult.Reserved reserved) {
                holds.add(new Held(reserved.hold(), taken));
            } else {
                receipts.add(new Paid(((LedgerResult.Admitted) result).receipt(), taken));
            }
        }

        private static Remarks remarks(LedgerResult result) {
            return result instanceof LedgerResult.Reserved reserved
                    ? reserved.remarks()
                    : ((LedgerResult.Admitted) result).remarks();
        }

        private void comparePassed(List<ThresholdPassed> passed) {
            assertThat(passed)
                    .extracting(each -> each.quota() + " " + each.percent())
                    .isEqualTo(model.newlyPassed(store.now()));
        }

        private void refund() {
            if (!receipts.isEmpty()) {
                Paid paid = receipts.get(random.nextInt(receipts.size()));
                ledger.refund(paid.receipt());
                model.undo(paid.taken());
            }
        }

        private void settle() {
            if (holds.isEmpty()) {
                return;
            }
            Held held = holds.get(random.nextInt(holds.size()));
            Taken taken = held.taken();
            Instant now = store.now();
            boolean known = taken.open && now.isBefore(taken.lapsesAt.plus(Duration.ofHours(24)));
            if (random.nextInt(3) == 0) {
                assertThat(ledger.release(held.hold())).isEqualTo(known ? Outcome.DONE : Outcome.NO_EFFECT);
                if (known) {
                    model.undo(taken);
                    taken.open = false;
                }
                return;
            }
            boolean late = !taken.holdsAt(now);
            Settled settled = ledger.commit(held.hold(), Map.of());
            assertThat(settled.outcome()).isEqualTo(!known ? Outcome.NO_EFFECT : late ? Outcome.LATE : Outcome.DONE);
            if (known) {
                taken.open = false;
                model.rememberPeaks(now);
            }
        }

        private void compareUsage() {
            Instant now = store.now();
            assertThat(changes.subscription.profileAt(now)).isEqualTo(model.profile);
            QuotaPlan fresh = ledger.resolve("ada", model.quotas(), changes.subscription, now);
            assertThat(ledger.usage(fresh))
                    .containsExactlyElementsOf(model.quotas().stream()
                            .map(quota -> model.usage(quota, now))
                            .toList());
            if (changes.subscription.statusAt(now) == SubscriptionStatus.CANCELED) {
                assertThat(model.canceledAt).isNotNull();
            }
        }
    }
}
