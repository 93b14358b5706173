package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.time.TimeSource;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A store in this process's memory: for tests, for a single node, and wherever usage may be forgotten at a restart.
 *
 * <p>Each user's account is an immutable value in a concurrent map, and each step swaps one for the next, or starts over
 * if somebody else was first. So a refusal only reads, and users do not wait for each other. Never blocks.
 *
 * <p>Memory follows the users of live windows, and those who have, or had, a subscription. Nobody waits for a sweep: whoever
 * adds a counter looks at {@value #LOOKS_PER_NEW_COUNTER} accounts in turn, and drops the counters whose windows have been
 * over for an hour. So those are gone by the time that a quarter as many new ones have come; if none come, nothing grows.
 */
public final class InMemoryStore implements ValveStore {

    private static final int LOOKS_PER_NEW_COUNTER = 4;

    private final ConcurrentHashMap<String, Account> accounts = new ConcurrentHashMap<>();
    private final TimeSource time;
    private final ReentrantLock sweeping = new ReentrantLock();
    private Iterator<Map.Entry<String, Account>> sweep = Collections.emptyIterator();

    /** A store that keeps the machine's time. */
    public InMemoryStore() {
        this(TimeSource.system());
    }

    /** A store that keeps the given time. */
    public InMemoryStore(TimeSource time) {
        this.time = Checks.notNull("the store's time source", time);
    }

    @Override
    public Instant now() {
        return time.instant();
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return Optional.ofNullable(account(userId).subscription());
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        while (true) {
            Account present = account(next.userId());
            if (present.revision() != expectedRevision) {
                return false;
            }
            if (swap(next.userId(), present, present.saved(next, event))) {
                return true;
            }
        }
    }

    @Override
    public ChargeResult charge(Charge charge) {
        while (true) {
            Account present = account(charge.userId());
            Instant now = time.instant();
            boolean changed = charge.expectedRevision() != 0 && charge.expectedRevision() != present.revision();
            if (changed || !charge.validity().contains(now)) {
                return new ChargeResult.Stale();
            }
            if (!fits(charge.lines(), present)) {
                return new ChargeResult.Refused(states(charge.lines(), present));
            }
            Account next = present.charged(charge.lines(), now);
            if (swap(charge.userId(), present, next)) {
                if (next.counterCount() > present.counterCount()) {
                    sweep(now);
                }
                return new ChargeResult.Admitted(states(charge.lines(), next));
            }
        }
    }

    @Override
    public void settle(Settlement settlement) {
        Charge charge = ((Settlement.Refund) settlement).charge();
        while (true) {
            Account present = account(charge.userId());
            if (swap(charge.userId(), present, present.refunded(charge.lines()))) {
                return;
            }
        }
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        Account present = account(userId);
        return keys.stream()
                .map(key -> new CounterState(key, present.used(key)))
                .toList();
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return account(userId).audit();
    }

    /** Does nothing: what is stored can still be read. */
    @Override
    public void close() {}

    /** Of how many users anything is kept. */
    int size() {
        return accounts.size();
    }

    /** How many counters of the user are kept. */
    int counterCount(String userId) {
        return account(userId).counterCount();
    }

    private Account account(String userId) {
        return accounts.getOrDefault(userId, Account.EMPTY);
    }

    /** Compare-and-set; an empty account is none. */
    private boolean swap(String userId, Account present, Account next) {
        if (present == Account.EMPTY) {
            return next.isEmpty() || accounts.putIfAbsent(userId, next) == null;
        }
        return next.isEmpty() ? accounts.remove(userId, present) : accounts.replace(userId, present, next);
    }

    private void sweep(Instant now) {
        sweeping.lock();
        try {
            for (int i = 0; i < LOOKS_PER_NEW_COUNTER; i++) {
                if (!sweep.hasNext()) {
                    sweep = accounts.entrySet().iterator();
                    return;
                }
                Map.Entry<String, Account> entry = sweep.next();
                Account kept = entry.getValue().purged(now);
                if (kept != entry.getValue()) {
                    // Whoever changes the account meanwhile keeps it alive; the next round looks again.
                    swap(entry.getKey(), entry.getValue(), kept);
                }
            }
        } finally {
            sweeping.unlock();
        }
    }

    private static boolean fits(List<ChargeLine> lines, Account account) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).fits(account.used(lines.get(i).key()))) {
                return false;
            }
        }
        return true;
    }

    private static List<CounterState> states(List<ChargeLine> lines, Account account) {
        CounterState[] states = new CounterState[lines.size()];
        for (int i = 0; i < states.length; i++) {
            CounterKey key = lines.get(i).key();
            states[i] = new CounterState(key, account.used(key));
        }
        return List.of(states);
    }
}
