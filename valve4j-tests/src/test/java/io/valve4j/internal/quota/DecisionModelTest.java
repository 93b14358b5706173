package io.valve4j.internal.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Note;
import io.valve4j.Profile;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveEvent.ThresholdPassed;
import io.valve4j.internal.quota.NaiveAccounts.Taken;
import io.valve4j.quota.KeyReusedException;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Reservation;
import io.valve4j.quota.Reservation.Settled;
import io.valve4j.quota.ReservationOptions;
import io.valve4j.quota.Usage;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import io.valve4j.testkit.Seeds;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What limiters of two managers on one store decide for several users, and what they say of it, against the model that keeps
 * every charge ever made: random takes, peeks, tasks, reservations, keys, changes of subscriptions, and passing time.
 */
class DecisionModelTest {

    private static final int STEPS = 150;

    @Test
    void every_decision_remaining_and_reset_equals_the_models() {
        Seeds.check("decisions equal model", 60, random -> new Run(random, new Fault()).go(STEPS));
    }

    /** The control: a store that loses every refund is found out. */
    @Test
    void a_store_that_loses_refunds_is_found_out() {
        Fault fault = new Fault();
        fault.losesRefunds = true;
        assertThatThrownBy(() -> Seeds.check("lost refunds", 60, random -> new Run(random, fault).go(STEPS)))
                .isInstanceOf(AssertionError.class);
    }

    /** What is wrong with the store. */
    private static final class Fault {

        private boolean losesRefunds;

        ValveStore in(ValveStore store) {
            return new ForwardingStore(store) {
                @Override
                public SettleResult settle(Settlement settlement) {
                    boolean lost = losesRefunds && settlement instanceof Settlement.Refund;
                    return lost ? SettleResult.NO_EFFECT : super.settle(settlement);
                }
            };
        }
    }

    /** One user, and the model of them. */
    private static final class User {
        final String id;
        final NaiveAccounts model = new NaiveAccounts(LedgerModelTest.PROFILES);
        final List<Held> holds = new ArrayList<>();
        RandomChanges changes;

        User(String id) {
            this.id = id;
        }
    }

    private record Held(Reservation reservation, Taken taken) {}

    private static final class Run {

        private final SplittableRandom random;
        private final ManualTime time = new ManualTime(0, Instant.parse("2026-10-30T12:00:00Z"));
        private final List<ValveManager> managers = new ArrayList<>();
        private final List<User> users = new ArrayList<>();
        private final List<String> passed = new ArrayList<>();

        Run(SplittableRandom random, Fault fault) {
            this.random = random;
            ValveStore store = fault.in(new InMemoryStore(time));
            managers.add(manager(store));
            managers.add(manager(store));
            for (String id : List.of("ada", "bob", "eve")) {
                User user = new User(id);
                user.changes =
                        new RandomChanges(random, id, () -> any(managers).subscriptions(), store::now, user.model);
                user.changes.subscribe();
                users.add(user);
            }
        }

        private ValveManager manager(ValveStore store) {
            ValveManager valve = ValveManager.builder()
                    .time(time)
                    .store(store)
                    .executor(Runnable::run)
                    .callbackExecutor(Runnable::run)
                    .listener(this::told)
                    .build();
            LedgerModelTest.PROFILES.forEach((name, quotas) -> {
                Profile profile = Profile.named(name).dedicated(Resource.each());
                for (Quota quota : quotas) {
                    profile = profile.quota(quota);
                }
                valve.register(profile);
            });
            return valve;
        }

        private void told(ValveEvent event) {
            if (event instanceof ThresholdPassed each) {
                passed.add(each.user() + " " + each.quota() + " " + each.percent());
            }
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        void go(int steps) {
            for (int step = 0; step < steps; step++) {
                User user = any(users);
                passed.clear();
                step(user, any(managers).limiter(user.id));
                compareUsage();
            }
        }

        private void step(User user, Limiter limiter) {
            int choice = random.nextInt(100);
            if (choice < 30) {
                take(user, limiter);
            } else if (choice < 40) {
                TaskOptions cost = cost();
                compare(user, limiter.peek(cost), cost, false);
            } else if (choice < 50) {
                fail(user, limiter);
            } else if (choice < 60) {
                reserve(user, limiter);
            } else if (choice < 70) {
                settle(user);
            } else if (choice < 82) {
                pass(Duration.ofMinutes(random.nextLong(random.nextInt(8) == 0 ? 6_000 : 600)));
            } else {
                change(user);
            }
        }

        private void pass(Duration duration) {
            time.advance(duration);
            users.forEach(user -> user.model.pass(time.instant()));
        }

        private void change(User user) {
            if (!user.model.status(time.instant()).live()) {
                pass(Duration.ofMillis(1));
                user.changes.subscribe();
            } else {
                user.changes.change(random.nextInt(12));
            }
            // What refuses may be remembered by the other manager for that long; what admits is verified with each
            // charge.
            pass(Duration.ofSeconds(1));
        }

        private TaskOptions cost() {
            TaskOptions options = TaskOptions.DEFAULT.cost(random.nextLong(1, 8));
            return random.nextBoolean() ? options.cost("tokens", random.nextLong(1, 120)) : options;
        }

        private static long tokens(TaskOptions options) {
            return options.units().getOrDefault("tokens", 0L);
        }

        private void take(User user, Limiter limiter) {
            TaskOptions options = cost();
            String key = random.nextInt(4) == 0 ? "key-" + random.nextInt(10) : null;
            if (key == null) {
                compare(user, limiter.take(options), options, true);
                return;
            }
            Taken before = user.model.keyed(key, time.instant());
            TaskOptions keyed = options.idempotencyKey(key);
            if (before == null || !user.model.status(time.instant()).admits()) {
                Decision decision = limiter.take(keyed);
                Taken taken = compare(user, decision, options, true);
                if (taken != null) {
                    taken.key = key;
                    user.model.keys.put(key, taken);
                }
            } else if (before.demand.equals(NaiveAccounts.demand(false, options.calls(), tokens(options)))) {
                assertThat(limiter.take(keyed).has(Note.Kind.REPLAYED)).isTrue();
            } else {
                assertThatThrownBy(() -> limiter.take(keyed)).isInstanceOf(KeyReusedException.class);
            }
        }

        /** A task that fails, and gives its charge back. */
        private void fail(User user, Limiter limiter) {
            TaskOptions options = cost();
            try {
                assertThat(limiter.run(
                                () -> {
                                    throw new IOException("no route to host");
                                },
                                options.refundOnFailure()))
                        .isCompletedExceptionally();
            } catch (ValveRejectedException refusal) {
                compare(user, refusal.decision(), options, true);
                return;
            }
            assertThat(full(user, options)).isEmpty();
            user.model.undo(taken(user, options));
        }

        private Set<String> full(User user, TaskOptions options) {
            return user.model.quotas().stream()
                    .filter(quota -> !user.model.fits(quota, time.instant(), options.calls(), tokens(options)))
                    .map(Quota::name)
                    .collect(Collectors.toSet());
        }

        /** Takes in the model, and compares the thresholds that this has passed. */
        private Taken taken(User user, TaskOptions options) {
            Taken taken = user.model.take(time.instant(), options.calls(), tokens(options), null, null);
            assertThat(passed)
                    .isEqualTo(user.model.newlyPassed(time.instant()).stream()
                            .map(each -> user.id + " " + each)
                            .toList());
            return taken;
        }

        /** Returns what the model took; null if it took nothing. */
        private Taken compare(User user, Decision decision, TaskOptions options, boolean takes) {
            Instant now = time.instant();
            SubscriptionStatus status = user.model.status(now);
            assertThat(decision.has(Note.Kind.IN_GRACE)).isEqualTo(status == SubscriptionStatus.GRACE);
            assertThat(decision.profile()).isEqualTo(user.model.profile);
            if (!status.admits()) {
                assertThat(decision.reason()).hasToString(status.name());
                return null;
            }
            Set<String> full = full(user, options);
            if (!full.isEmpty()) {
                assertThat(decision.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
                assertThat(full).contains(decision.policy());
                compareBound(user, decision);
                return null;
            }
            assertThat(decision.allowed()).as("allowed").isTrue();
            Taken taken =
                    takes ? taken(user, options) : user.model.take(now, options.calls(), tokens(options), null, null);
            compareAdmitted(user, decision, options);
            if (!takes) {
                user.model.undo(taken);
            }
            return taken;
        }

        private void compareAdmitted(User user, Decision decision, TaskOptions options) {
            Instant now = time.instant();
            List<String> soft = new ArrayList<>();
            long fewest = Long.MAX_VALUE;
            for (Quota quota : user.model.quotas()) {
                long amount = NaiveAccounts.amount(quota, options.calls(), tokens(options));
                Usage usage = user.model.usage(quota, now);
                boolean blocked = user.model.limit(quota, now) == 0;
                if (quota.soft() && user.model.planUnits(quota, now) > user.model.limit(quota, now)) {
                    soft.add(quota.name());
                }
                if (amount > 0 && !usage.unlimited() && (!quota.soft() || blocked)) {
                    fewest = Math.min(fewest, usage.remaining() / amount);
                }
            }
            assertThat(decision.notes().stream()
                            .filter(note -> note.kind() == Note.Kind.SOFT_LIMIT_PASSED)
                            .map(Note::policy))
                    .isEqualTo(soft);
            if (fewest != Long.MAX_VALUE) {
                Usage usage = compareBound(user, decision);
                long amount = usage.meter().equals("tokens") ? tokens(options) : options.calls();
                assertThat(usage.remaining() / amount).as("the tightest").isEqualTo(fewest);
            }
        }

        /** Compares the numbers of the quota that bound. */
        private Usage compareBound(User user, Decision decision) {
            Quota quota = user.model.quotas().stream()
                    .filter(each -> each.name().equals(decision.policy()))
                    .findFirst()
                    .orElseThrow();
            Usage usage = user.model.usage(quota, time.instant());
            assertThat(List.of(decision.limit(), decision.remaining()))
                    .containsExactly(usage.limit(), usage.remaining());
            assertThat(decision.resetsAt()).isEqualTo(usage.resetsAt());
            return usage;
        }

        private void reserve(User user, Limiter limiter) {
            boolean calls = !user.model.profile.equals("pro") || random.nextBoolean();
            long units = random.nextLong(1, calls ? 8 : 120);
            Duration holdFor = Duration.ofMinutes(random.nextLong(1, 900));
            // A meter that no quota counts asks no store, so that nobody would say that the profile has changed.
            limiter.peek();
            Instant now = time.instant();
            TaskOptions like = calls ? TaskOptions.DEFAULT.cost(units) : TaskOptions.DEFAULT.cost("tokens", units);
            long asCalls = calls ? units : 0;
            boolean fits =
                    user.model.quotas().stream().allMatch(quota -> user.model.fits(quota, now, asCalls, tokens(like)));
            try {
                Reservation made =
                        limiter.reserve(calls ? "calls" : "tokens", units, ReservationOptions.DEFAULT.holdFor(holdFor));
                assertThat(user.model.status(now).admits() && fits).isTrue();
                Taken taken = user.model.take(now, asCalls, tokens(like), now.plus(holdFor), null);
                user.holds.add(new Held(made, taken));
            } catch (ValveRejectedException refusal) {
                assertThat(user.model.status(now).admits() && fits).isFalse();
                if (refusal.decision().reason() == Reason.QUOTA_EXCEEDED) {
                    compareBound(user, refusal.decision());
                }
            }
        }

        private void settle(User user) {
            if (user.holds.isEmpty()) {
                return;
            }
            Held held = any(user.holds);
            Taken taken = held.taken();
            Instant now = time.instant();
            boolean known = taken.open && now.isBefore(taken.lapsesAt.plus(ValveStore.LAPSED_HOLD_MEMORY));
            if (random.nextInt(3) == 0) {
                held.reservation().release();
                if (known) {
                    user.model.undo(taken);
                    taken.open = false;
                }
                return;
            }
            boolean late = !taken.holdsAt(now);
            Settled settled = held.reservation().commit();
            assertThat(List.of(settled.counted(), settled.late())).containsExactly(known, known && late);
            if (known) {
                taken.open = false;
                user.model.rememberPeaks(now);
            }
        }

        private void compareUsage() {
            Instant now = time.instant();
            for (User user : users) {
                assertThat(any(managers).limiter(user.id).usage())
                        .as("usage of %s, %s", user.id, user.model.status(now))
                        .containsExactlyElementsOf(user.model.quotas().stream()
                                .map(quota -> user.model.usage(quota, now))
                                .toList());
            }
        }
    }
}
