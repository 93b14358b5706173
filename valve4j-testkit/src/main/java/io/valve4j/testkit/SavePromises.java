package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.valve4j.quota.Grant;
import io.valve4j.quota.Quota;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.Allowances;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.Stops;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import io.valve4j.subscription.Tier;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A subscription is replaced with its audit event, over the revision that was expected, or not at all. */
abstract class SavePromises extends StorePromises {

    private static final String ODD = "}x' \"); -- \\ \u0000\u001f \uD83D\uDE80 \u202e\n";

    SavePromises(ValveStoreContract contract) {
        super(contract);
    }

    @Test
    void nobody_has_a_subscription_or_an_audit_at_first() {
        assertEquals(Optional.empty(), store.find(user));
        assertEquals(List.of(), store.audit(user));
    }

    @Test
    void a_save_over_another_revision_writes_neither_subscription_nor_event() {
        assertFalse(save(store, user, 2), "there is none yet");
        assertEquals(Optional.empty(), store.find(user));
        assertEquals(List.of(), store.audit(user));

        assertTrue(save(store, user, 1));
        assertFalse(save(store, user, 1), "there is one already");
        assertFalse(save(store, user, 3), "it is too old");
        assertTrue(save(open(), user, 2));
        assertFalse(save(store, user, 2), "another manager was first");
        assertEquals(Optional.of(subscription(user, 2)), store.find(user));
        assertEquals(List.of(event(subscription(user, 1)), event(subscription(user, 2))), store.audit(user));
    }

    @Test
    void a_subscription_comes_back_as_it_was_saved_in_every_part() {
        for (Subscription saved : List.of(subscription(user, 1), fullest())) {
            assertTrue(store.save(saved, saved.revision() - 1, event(saved)));
            assertEquals(Optional.of(saved), store.find(user));
            assertEquals(Optional.of(saved), open().find(user));
        }
    }

    private Subscription fullest() {
        Tier tier = new Tier(
                ODD,
                start.minusMillis(1),
                new Tier.ProfileChange("scale" + ODD, start.plusMillis(1), Tier.UsageOnChange.RESET));
        Term term = new Term(
                start.minusMillis(999), Term.LATEST, Duration.ofMillis(1), start, ZoneId.of("America/New_York"));
        Allowances allowances = new Allowances(
                Map.of(ODD, new QuotaOverride(Quota.UNLIMITED, null), "calls", new QuotaOverride(0, end)),
                List.of(
                        new Grant("g2", "calls", Long.MAX_VALUE, null),
                        new Grant(ODD, ODD, (1L << 53) + 1, end.plusMillis(1))));
        return new Subscription(user, tier, term, new Stops(start, end), allowances, 1L << 60, 2);
    }

    @Test
    void an_audit_event_comes_back_as_it_was_saved_to_the_millisecond_at_least() {
        long revision = 0;
        for (AuditEvent.Action action : AuditEvent.Action.values()) {
            revision++;
            Subscription next = subscription(user, revision);
            String detail = ODD + "x".repeat(5_000);
            AuditEvent event =
                    new AuditEvent(user, start.plusMillis(1), action, next.revision(), detail, "a" + ODD, "r" + ODD);
            assertTrue(store.save(next, next.revision() - 1, event));
            List<AuditEvent> audit = store.audit(user);
            assertEquals(event, audit.get(audit.size() - 1));
        }
    }

    @Test
    void the_audit_is_kept_whole_and_in_order_however_long_it_is() {
        List<AuditEvent> expected = new ArrayList<>();
        for (int revision = 1; revision <= 230; revision++) {
            assertTrue(save(store, user, revision));
            expected.add(event(subscription(user, revision)));
        }
        assertEquals(expected, open().audit(user));
    }

    @Test
    void usage_and_subscription_leave_each_other_alone() {
        admitted(chargeOf(line(calls, 4, 10)));
        save(store, user, 1);
        assertEquals(standing(calls, 4), state(calls));
        admitted(chargeFor(1, line(calls, 3, 10)));
        assertEquals(Optional.of(subscription(user, 1)), store.find(user));
        assertEquals(7, used(calls));
    }

    @Test
    void subscriptions_are_listed_in_pages_in_the_same_order_each_time_and_users_without_one_are_not() {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            users.add(newUser());
            assertTrue(save(store, users.get(i), 1));
        }
        admitted(chargeOf(line(calls, 1, 10)));
        List<String> listed = listed(2);
        assertEquals(listed, listed(3));
        assertEquals(listed, listed(1_000_000));
        assertEquals(List.copyOf(listed).stream().distinct().toList(), listed, "nobody twice");
        assertTrue(listed.containsAll(users));
        assertFalse(listed.contains(user), "has no subscription");
    }

    private List<String> listed(int most) {
        List<String> users = new ArrayList<>();
        String after = null;
        while (true) {
            List<Subscription> page = store.list(after, most);
            assertTrue(page.size() <= most);
            page.forEach(each -> users.add(each.userId()));
            if (page.isEmpty()) {
                return users;
            }
            after = page.get(page.size() - 1).userId();
        }
    }

    @Test
    void each_store_sees_what_another_has_saved_at_once() {
        ValveStore other = open();
        assertTrue(save(store, user, 1));
        assertEquals(Optional.of(subscription(user, 1)), other.find(user));
        assertEquals(1, other.audit(user).size());
    }
}
