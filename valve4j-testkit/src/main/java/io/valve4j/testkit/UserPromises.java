package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.subscription.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every string from outside is data: ids are up to 512 characters of anything, and no two of them are one. */
abstract class UserPromises extends StorePromises {

    /** Ids that are easily taken for syntax, for each other, or for nothing. */
    private static final List<String> ODD = List.of(
            "}x",
            "{x}:y",
            "x}{",
            "'; drop table users; --",
            "]] redis.call('FLUSHALL') --[[",
            "$where: {\"$gt\": \"\"}",
            "\"quoted\"",
            "back\\slash",
            "percent%5f_under*star?",
            "a:b/c.d$e#f",
            " leading",
            "trailing ",
            "trailing",
            "Case",
            "case",
            "CASE",
            "caf\u00e9",
            "cafe\u0301",
            "cafe",
            "\u0130stanbul",
            "istanbul",
            "\uD83D\uDE80",
            "\uD83D\uDE81",
            "nul\u0000byte",
            "nul",
            "line\nbreak\r\ttab",
            "\u202eright to left",
            "null",
            "0");

    UserPromises(ValveStoreContract contract) {
        super(contract);
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        String once = Long.toString(System.nanoTime(), 36);
        ODD.forEach(odd -> ids.add(odd + once));
        ODD.forEach(odd -> ids.add(once + odd));
        String long511 = once + "x".repeat(511 - once.length());
        ids.addAll(List.of(long511, long511 + "x", long511 + "y"));
        String rockets = once + "-" + "\uD83D\uDE80".repeat(240);
        ids.addAll(List.of(rockets, rockets + "."));
        return ids;
    }

    @Test
    void users_with_whatever_ids_have_each_their_own_counters_and_subscription() {
        List<String> ids = ids();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            charge(id, calls, i + 1);
            assertTrue(save(store, id, 1), () -> "a first subscription of " + id);
        }
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            assertEquals(List.of(standing(calls, i + 1)), store.counters(id, List.of(calls)), () -> "of " + id);
            assertEquals(Optional.of(subscription(id, 1)), store.find(id));
            assertEquals(id, store.audit(id).get(0).userId());
        }
        List<String> listed = new ArrayList<>();
        String after = null;
        for (List<Subscription> page = store.list(null, 10); !page.isEmpty(); page = store.list(after, 10)) {
            page.forEach(each -> listed.add(each.userId()));
            after = page.get(page.size() - 1).userId();
        }
        assertTrue(listed.containsAll(ids), "all are listed");
        assertEquals(listed.stream().distinct().toList(), listed, "nobody twice");
    }

    @Test
    void quotas_and_grants_with_whatever_names_have_each_their_own_counter() {
        List<CounterKey> keys = new ArrayList<>();
        List<CounterState> expected = new ArrayList<>();
        for (String name : ODD) {
            keys.add(new CounterKey(name, start.toEpochMilli(), 0));
            keys.add(CounterKey.ofGrant("calls", name));
            keys.add(CounterKey.ofGrant(name, "calls"));
        }
        keys.add(new CounterKey("calls", -1, 0));
        keys.add(new CounterKey("calls", Long.MIN_VALUE, Long.MAX_VALUE));
        for (int i = 0; i < keys.size(); i++) {
            charge(user, keys.get(i), i + 1);
            expected.add(standing(keys.get(i), i + 1));
        }
        assertEquals(expected, store.counters(user, keys));
    }

    private void charge(String userId, CounterKey key, long amount) {
        Charge charge =
                new Charge(UUID.randomUUID(), userId, 0, validity(), List.of(new ChargeLine(key, amount, 1_000, end)));
        assertInstanceOf(ChargeResult.Admitted.class, store.charge(charge), () -> "the answer to " + charge);
    }
}
