package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Pool;
import io.valve4j.store.Posting;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the groups of the contract have in common: a store, a user of this test alone, and short ways to ask. */
abstract class StorePromises {

    static final Duration DAY = Duration.ofDays(1);
    static final Duration HOLD = Duration.ofMinutes(10);

    final ValveStoreContract contract;
    final ValveStore store;
    final Instant start;
    final Instant end;
    final String user = newUser();
    final CounterKey calls;
    final CounterKey tokens;
    final CounterKey grant = CounterKey.ofGrant("calls", "grant-1");

    private final List<ValveStore> opened = new ArrayList<>();

    StorePromises(ValveStoreContract contract) {
        this.contract = contract;
        store = open();
        start = store.now().truncatedTo(ChronoUnit.MILLIS);
        end = start.plus(DAY);
        calls = new CounterKey("calls", start.toEpochMilli(), 2);
        tokens = new CounterKey("tokens", start.toEpochMilli(), 2);
    }

    /** As one more manager would. */
    final ValveStore open() {
        return closedAfterwards(contract.open());
    }

    final ValveStore closedAfterwards(ValveStore fresh) {
        opened.add(fresh);
        return fresh;
    }

    @AfterEach
    void close() {
        opened.forEach(ValveStore::close);
    }

    static String newUser() {
        return "contract-" + UUID.randomUUID();
    }

    final ChargeLine line(CounterKey key, long amount, long limit) {
        return new ChargeLine(key, amount, limit, end);
    }

    final Pool pool(CounterKey key, long limit) {
        return new Pool(key, limit, end);
    }

    final Posting posting(CounterKey key, long amount) {
        return new Posting(key, amount, end);
    }

    /** From an hour ago until tomorrow, so that no clock has to be exact. */
    final Span validity() {
        return new Span(start.minus(Duration.ofHours(1)), end);
    }

    final Charge chargeOf(ChargeLine... lines) {
        return new Charge(UUID.randomUUID(), user, 0, validity(), List.of(lines));
    }

    final Charge chargeFor(long revision, ChargeLine... lines) {
        return new Charge(UUID.randomUUID(), user, revision, validity(), List.of(lines));
    }

    final Charge keyed(String key, String demand, ChargeLine line) {
        Charge.ReplayKey replay = new Charge.ReplayKey(key, demand);
        return new Charge(UUID.randomUUID(), user, 0, validity(), List.of(line), replay, null);
    }

    final Charge hold(ChargeLine line, Duration holdFor, Charge.@Nullable ReplayKey key) {
        return new Charge(UUID.randomUUID(), user, 0, validity(), List.of(line), key, holdFor);
    }

    final ChargeResult.Admitted admitted(Charge charge) {
        return assertInstanceOf(ChargeResult.Admitted.class, store.charge(charge), () -> "the answer to " + charge);
    }

    final ChargeResult.Refused refused(Charge charge) {
        return assertInstanceOf(ChargeResult.Refused.class, store.charge(charge), () -> "the answer to " + charge);
    }

    final Settlement refund(@Nullable UUID charge, Posting... postings) {
        return new Settlement.Refund(UUID.randomUUID(), user, List.of(postings), charge);
    }

    final Settlement commit(Charge hold, Posting... postings) {
        return new Settlement.Commit(user, hold.id(), List.of(postings));
    }

    final CounterState state(CounterKey key) {
        return store.counters(user, List.of(key)).get(0);
    }

    final long used(CounterKey key) {
        return state(key).used();
    }

    static CounterState untouched(CounterKey key) {
        return CounterState.untouched(key);
    }

    static CounterState standing(CounterKey key, long used) {
        return new CounterState(key, used, 0, used);
    }

    final Subscription subscription(String userId, long revision) {
        Subscription first = Subscription.first(userId, "pro", Term.of(start, DAY));
        return revision == 1
                ? first
                : new Subscription(userId, first.tier(), first.term(), first.stops(), first.allowances(), 0, revision);
    }

    final AuditEvent event(Subscription next) {
        return new AuditEvent(
                next.userId(), start, AuditEvent.Action.EXTENDED, next.revision(), "as agreed", "contract", "");
    }

    /** Whether the revision was written over the one before it. */
    final boolean save(ValveStore through, String userId, long revision) {
        Subscription next = subscription(userId, revision);
        return through.save(next, revision - 1, event(next));
    }
}
