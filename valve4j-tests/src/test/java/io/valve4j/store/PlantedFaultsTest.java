package io.valve4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.testkit.TimedValveStoreContract;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Stores with one fault each: the contract finds every one. */
@Timeout(300)
class PlantedFaultsTest {

    /** The control: what is found below is the fault and nothing else. */
    @Test
    void a_store_without_a_fault_passes() {
        assertThat(failuresOf(Sound.class)).isEmpty();
    }

    @Test
    void a_charge_that_checks_first_and_acts_then_is_found() {
        assertThat(failuresOf(CheckThenAct.class))
                .contains(
                        "q5_a_limit_of_1000_admits_333_charges_of_3_out_of_1600_concurrent_ones",
                        "pools_that_are_drained_at_once_are_drained_to_the_last_unit");
    }

    @Test
    void a_save_that_checks_first_and_acts_then_is_found() {
        assertThat(failuresOf(SaveInTwoSteps.class)).contains("each_revision_is_saved_once_and_with_its_event");
    }

    @Test
    void a_put_that_does_not_compare_is_found() {
        assertThat(failuresOf(LastWriteWins.class)).contains("no_concurrent_count_is_lost");
    }

    @Test
    void a_change_without_its_audit_event_is_found() {
        assertThat(failuresOf(AuditLost.class))
                .contains("a_save_over_another_revision_writes_neither_subscription_nor_event");
    }

    @Test
    void a_refund_to_another_counter_is_found() {
        assertThat(failuresOf(RefundElsewhere.class))
                .contains("a_refund_goes_to_the_counters_it_names_and_to_no_other_and_leaves_their_peak");
    }

    @Test
    void a_key_that_is_remembered_on_refusal_is_found() {
        assertThat(failuresOf(KeyOfRefusals.class))
                .contains("q8_a_refused_key_is_not_remembered_and_can_be_tried_again_after_a_top_up");
    }

    @Test
    void numbers_that_go_through_a_double_are_found() {
        assertThat(failuresOf(Doubles.class)).contains("numbers_that_a_double_cannot_hold_are_exact");
    }

    @Test
    void user_ids_that_are_taken_for_one_are_found() {
        assertThat(failuresOf(CaseBlind.class))
                .contains("users_with_whatever_ids_have_each_their_own_counters_and_subscription");
    }

    @Test
    void a_write_that_counts_again_when_it_is_sent_again_is_found() {
        assertThat(failuresOf(Forgetful.class)).contains("a_charge_whose_answer_was_lost_counts_once");
    }

    private static Set<String> failuresOf(Class<? extends TimedValveStoreContract> contract) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .build();
        Set<String> failed = new TreeSet<>();
        Set<String> run = ConcurrentHashMap.newKeySet();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                test.getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(MethodSource.class::cast)
                        .ifPresent(it -> {
                            run.add(it.getMethodName());
                            if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                                failed.add(it.getMethodName());
                            }
                        });
            }
        });
        assertThat(run).as("the contract was run").hasSizeGreaterThan(60);
        return failed;
    }

    /** Only one of these is run by itself: surefire passes nested classes over. */
    static class Sound extends TimedValveStoreContract {

        private final ValveStore memory = new InMemoryStore(time());
        final CyclicBarrier everybodyHasChecked = new CyclicBarrier(4);

        @Override
        protected final ValveStore open() {
            return faulty(memory);
        }

        ValveStore faulty(ValveStore behind) {
            return new ForwardingStore(behind) {};
        }

        /** Waits until four threads are here, unless they do not come: then never again. */
        final void meet() {
            try {
                everybodyHasChecked.await(2, TimeUnit.SECONDS);
            } catch (TimeoutException | BrokenBarrierException alone) {
                assertThat(everybodyHasChecked.isBroken()).isTrue();
            } catch (InterruptedException interrupt) {
                throw new IllegalStateException(interrupt);
            }
        }
    }

    static final class CheckThenAct extends Sound {
        @Override
        ValveStore faulty(ValveStore behind) {
            return new ForwardingStore(behind) {
                @Override
                public ChargeResult charge(Charge charge) {
                    List<CounterState> states = counters(charge.userId(), keys(charge.lines()));
                    int from = 0;
                    for (ChargeLine line : charge.lines()) {
                        if (line.draw(states, from) == null) {
                            return super.charge(charge);
                        }
                        from += line.pools().size();
                    }
                    if (Thread.currentThread().getName().startsWith("pool")) {
                        meet();
                    }
                    return super.charge(with(
                            charge,
                            charge.lines().stream()
                                    .map(line -> new ChargeLine(
                                            line.amount(),
                                            line.pools().stream()
                                                    .map(pool -> new Pool(pool.key(), Long.MAX_VALUE, pool.end()))
                                                    .toList()))
                                    .toList()));
                }
            };
        }
    }

    private static List<CounterKey> keys(List<ChargeLine> lines) {
        return lines.stream()
                .flatMap(line -> line.pools().stream())
                .map(Pool::key)
                .toList();
    }

    private static Charge with(Charge charge, List<ChargeLine> lines) {
        return new Charge(
                charge.id(),
                charge.userId(),
                charge.expectedRevision(),
                charge.validity(),
                lines,
                charge.replayKey(),
                charge.holdFor());
    }

    static final class SaveInTwoSteps extends Sound {
        private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
        private final Map<String, List<AuditEvent>> audit = new ConcurrentHashMap<>();

        @Override
        ValveStore faulty(ValveStore behind) {
            return new ForwardingStore(behind) {
                @Override
                public Optional<Subscription> find(String userId) {
                    return Optional.ofNullable(subscriptions.get(userId));
                }

                @Override
                public List<AuditEvent> audit(String userId) {
                    return List.copyOf(audit.getOrDefault(userId, List.of()));
                }

                @Override
                public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
                    Subscription present = subscriptions.get(next.userId());
                    if ((present == null ? 0 : present.revision()) != expectedRevision) {
                        return false;
                    }
                    if (Thread.currentThread().getName().startsWith("pool")) {
                        meet();
                    }
                    subscriptions.put(next.userId(), next);
                    audit.computeIfAbsent(next.userId(), user -> new CopyOnWriteArrayList<>())
                            .add(event);
                    return true;
                }
            };
        }
    }

    static final class LastWriteWins extends Sound {
        private final MapCasStore.Database database = new MapCasStore.Database();

        @Override
        ValveStore faulty(ValveStore behind) {
            return new ForwardingStore(new MapCasStore(database, time()) {
                @Override
                protected boolean putIfVersion(String key, byte[] bytes, long expectedVersion) {
                    if (Thread.currentThread().getName().startsWith("pool")) {
                        meet();
                    }
                    database.documents.put(key, new Document(key, bytes, expectedVersion + 1));
                    return true;
                }
            }) {};
        }
    }

    static final class AuditLost extends Sound {
        @Override
        ValveStore faulty(ValveStore behind) {
            return new ForwardingStore(behind) {
                @Override
                public List<AuditEvent> audit(String userId) {
                    List<AuditEvent> all = super.audit(userId);
                    return all.subList(0, Math.min(1, all.size()));
                }
            };
        }
    }

    static final class RefundElsewhere extends Sound {
        @Override
        ValveStore faulty(ValveStore behind) {
            return new ForwardingStore(behind) {
                @Override
                public SettleResult settle(Settlement settlement) {
                    if (!(settlement instanceof Settlement.Refund refund)
                            || refund.postings().isEmpty()) {
                        return super.settle(settlement);
                    }
                    CounterKey first = refund.postings().get(0).key();
                    List<Posting> all = refund.postings().stream()
                            .map(posting -> new Posting(first, posting.amount(), posting.end()))
                            .toList();
                    return super.settle(new Settlement.Refund(refund.id(), refund.userId(), all, refund.charge()));
                }
            };
        }
    }

    static final class KeyOfRefusals extends Sound {
        private final Map<String, Charge.ReplayKey> refused = new ConcurrentHashMap<>();

        @Override
        ValveStore faulty(ValveStore behind) {
            return new ForwardingStore(behind) {
                @Override
                public ChargeResult charge(Charge charge) {
                    Charge.ReplayKey key = charge.replayKey();
                    if (key != null && !key.equals(refused.getOrDefault(charge.userId() + key.key(), key))) {
                        return new ChargeResult.KeyReused();
                    }
                    ChargeResult result = super.charge(charge);
                    if (key != null && result instanceof ChargeResult.Refused) {
                        refused.put(charge.userId() + key.key(), key);
                    }
                    return result;
                }
            };
        }
    }

    static final class Doubles extends Sound {
        @Override
        ValveStore faulty(ValveStore behind) {
            return new ForwardingStore(behind) {
                @Override
                public ChargeResult charge(Charge charge) {
                    return super.charge(with(
                            charge,
                            charge.lines().stream()
                                    .map(line -> new ChargeLine((long) (double) line.amount(), line.pools()))
                                    .toList()));
                }
            };
        }
    }

    static final class CaseBlind extends Sound {
        @Override
        ValveStore faulty(ValveStore behind) {
            return new ForwardingStore(behind) {
                @Override
                public List<CounterState> counters(String userId, List<CounterKey> keys) {
                    return super.counters(userId.toLowerCase(Locale.ROOT), keys);
                }
            };
        }
    }

    static final class Forgetful extends Sound {
        @Override
        protected List<FailingStore> failing() {
            return List.of(new FailingStore("sent again under another id", new ForwardingStore(open()) {
                private boolean failed;

                @Override
                public ChargeResult charge(Charge charge) {
                    ChargeResult done = super.charge(new Charge(
                            UUID.randomUUID(),
                            charge.userId(),
                            charge.expectedRevision(),
                            charge.validity(),
                            charge.lines(),
                            charge.replayKey(),
                            charge.holdFor()));
                    if (!failed) {
                        failed = true;
                        throw new TransientStoreException("failed on purpose", null);
                    }
                    return done;
                }
            }));
        }
    }
}
