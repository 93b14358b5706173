package io.valve4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.quota.Window.Span;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link CasStore} adds to the contract: documents that stay small, and formats and databases that are not as they should be. */
class CasStoreTest {

    private static final Duration HOLD = Duration.ofMinutes(10);

    private final ManualTime time = new ManualTime();
    private final Instant start = time.instant();
    private final MapCasStore.Database database = new MapCasStore.Database();
    private final MapCasStore store = new MapCasStore(database, time);
    private final CounterKey calls = new CounterKey("calls", start.toEpochMilli(), 0);

    private Charge charge(CounterKey key, Charge.@Nullable ReplayKey replay, @Nullable Duration holdFor) {
        ChargeLine line = new ChargeLine(key, 1, Quota.UNLIMITED, null);
        return new Charge(UUID.randomUUID(), "ada", 0, Span.ALWAYS, List.of(line), replay, holdFor);
    }

    private void charge() {
        assertThat(store.charge(charge(calls, null, null))).isInstanceOf(ChargeResult.Admitted.class);
    }

    private boolean change(CasStore through, long revision) {
        Subscription first = Subscription.first("ada", "pro", Term.of(start, HOLD));
        Subscription next =
                new Subscription("ada", first.tier(), first.term(), first.stops(), first.allowances(), 0, revision);
        AuditEvent event = new AuditEvent("ada", start, AuditEvent.Action.EXTENDED, revision, "longer", "test", "");
        return through.save(next, revision - 1, event);
    }

    private int documentSize() {
        return AccountFormat.write(AccountFormat.read("ada", bytes())).length;
    }

    private byte[] bytes() {
        return database.documents.get("u.ada").bytes();
    }

    @Test
    void a_document_of_charges_and_changes_stays_below_30_kilobytes_however_many_there_are() {
        for (int i = 1; i <= 500; i++) {
            change(store, i);
            charge();
            charge();
        }
        assertThat(documentSize()).isLessThan(30_000);
        assertThat(store.audit("ada"))
                .extracting(AuditEvent::revision)
                .hasSize(500)
                .isSorted();
        assertThat(database.documents.keySet())
                .contains("u.ada", "a.ada_p0", "a.ada_p8")
                .hasSize(10);
        time.advance(ValveStore.ID_MEMORY);
        charge();
        assertThat(documentSize()).as("the ids are forgotten").isLessThan(12_000);
    }

    @Test
    void the_1001st_hold_is_refused_with_a_message_unless_others_have_lapsed() {
        for (int i = 0; i < 1_000; i++) {
            store.charge(charge(calls, null, HOLD));
        }
        assertThatThrownBy(() -> store.charge(charge(calls, null, HOLD)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("user \"ada\" has 1000 holds that are not settled")
                .hasMessageContaining("at most 1000");
        charge();
        time.advance(HOLD);
        assertThat(store.charge(charge(calls, null, HOLD))).isInstanceOf(ChargeResult.Admitted.class);
    }

    @Test
    void the_1001st_key_is_refused_with_a_message_until_the_first_is_a_day_old() {
        for (int i = 0; i < 1_000; i++) {
            store.charge(charge(calls, new Charge.ReplayKey("order-" + i, "one"), null));
        }
        Charge more = charge(calls, new Charge.ReplayKey("order", "one"), null);
        assertThatThrownBy(() -> store.charge(more))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1000 idempotency keys");
        assertThat(store.charge(charge(calls, new Charge.ReplayKey("order-7", "one"), null)))
                .isInstanceOf(ChargeResult.Replayed.class);
        time.advance(ValveStore.KEY_MEMORY);
        assertThat(store.charge(more)).isInstanceOf(ChargeResult.Admitted.class);
    }

    @Test
    void counters_of_grants_that_nobody_has_any_more_make_room() {
        for (int i = 0; i < 1_100; i++) {
            store.charge(charge(CounterKey.ofGrant("calls", "grant-" + i), null, null));
        }
        charge();
        assertThat(AccountFormat.read("ada", bytes()).account().counters().size())
                .isLessThanOrEqualTo(1_000);
        assertThat(store.counters("ada", List.of(calls)).get(0).used()).isEqualTo(1);
    }

    @Test
    void a_user_of_whom_nothing_is_left_has_an_empty_document() {
        Instant end = start.plus(HOLD);
        ChargeLine line = new ChargeLine(calls, 1, 10, end);
        store.charge(new Charge(UUID.randomUUID(), "ada", 0, Span.ALWAYS, List.of(line)));
        time.advance(HOLD.plus(ValveStore.COUNTER_MEMORY));
        assertThat(store.purge(10)).isEqualTo(2);
        assertThat(bytes()).isEmpty();
        assertThat(store.purge(10)).isZero();
        charge();
        assertThat(store.counters("ada", List.of(calls)).get(0).used()).isEqualTo(1);
    }

    @Test
    void a_document_of_a_later_format_or_a_broken_one_is_an_error_and_is_left_alone() {
        byte[] later = {2, 0, 0};
        database.documents.put("u.ada", new CasStore.Document("u.ada", later, 7));
        assertThatThrownBy(this::charge)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the document of user \"ada\" has format 2, but this version of valve4j knows only format 1:"
                                + " upgrade valve4j, or look for whoever else writes there");
        for (byte[] broken : List.of(new byte[] {1}, new byte[] {1, 0, 0, 0, 0, 9, 9}, new byte[200])) {
            database.documents.put("u.ada", new CasStore.Document("u.ada", broken, 7));
            assertThatThrownBy(this::charge)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("user \"ada\"");
        }
        assertThat(database.documents.get("u.ada").version()).isEqualTo(7);
    }

    @Test
    void a_database_that_never_compares_right_is_an_error_and_no_endless_loop() {
        CasStore wrong = new MapCasStore(database, time) {
            @Override
            protected boolean putIfVersion(String key, byte[] bytes, long expectedVersion) {
                return false;
            }
        };
        assertThatThrownBy(() -> wrong.charge(charge(calls, null, null)))
                .isInstanceOf(TransientStoreException.class)
                .hasMessageContaining("putIfVersion compares wrongly");
        assertThatThrownBy(() -> change(wrong, 1)).isInstanceOf(TransientStoreException.class);
    }

    @Test
    void a_change_whose_fate_stays_unknown_is_reported_so_that_nobody_makes_it_twice() {
        CasStore silent = new MapCasStore(database, time) {
            @Override
            protected boolean putIfVersion(String key, byte[] bytes, long expectedVersion) {
                throw new TransientStoreException("no answer", null);
            }
        };
        assertThatThrownBy(() -> change(silent, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "it is not known whether the subscription of user \"ada\" was changed to revision 1");
        CasStore down = new MapCasStore(database, time) {
            @Override
            protected Document get(String key) {
                throw new TransientStoreException("down", null);
            }
        };
        assertThatThrownBy(() -> change(down, 1)).as("nothing was sent").isInstanceOf(TransientStoreException.class);
    }

    @Test
    void a_change_is_found_out_even_if_another_followed_before_the_answer_was_missed() {
        CasStore overtaken = new MapCasStore(database, time) {
            private boolean failed;

            @Override
            protected boolean putIfVersion(String key, byte[] bytes, long expectedVersion) {
                boolean done = super.putIfVersion(key, bytes, expectedVersion);
                if (!failed) {
                    failed = true;
                    assertThat(change(store, 2)).isTrue();
                    throw new TransientStoreException("no answer", null);
                }
                return done;
            }
        };
        assertThat(change(overtaken, 1)).isTrue();
        assertThat(store.audit("ada")).hasSize(2);
    }

    @Test
    void keys_are_short_and_plain_whatever_the_user_is_called() {
        assertThat(DocumentKeys.account("ada.b-1")).isEqualTo("u.ada.b-1");
        assertThat(DocumentKeys.account("Ada_\uD83D\uDE80")).isEqualTo("u._0041da_005f_d83d_de80");
        assertThat(DocumentKeys.account("\uD83D")).isNotEqualTo(DocumentKeys.account("\uD83E"));
        String rockets = "\uD83D\uDE80".repeat(256);
        assertThat(DocumentKeys.auditPage(rockets, Integer.MAX_VALUE))
                .hasSizeLessThanOrEqualTo(250)
                .matches("[a-z0-9._-]+");
        assertThat(DocumentKeys.account(rockets))
                .isNotEqualTo(DocumentKeys.account(rockets.substring(1)))
                .isNotEqualTo(DocumentKeys.account(rockets.substring(0, 511)));
    }
}
