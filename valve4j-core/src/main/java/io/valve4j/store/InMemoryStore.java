package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.time.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store in this process's memory: for tests, for a single node, and wherever usage may be forgotten at a restart.
 *
 * <p>Each user's account is an immutable value in a concurrent map, and each step swaps one for the next, or starts over
 * if somebody else was first. So a refusal only reads, and users do not wait for each other. Never blocks. A step is never
 * in doubt, so ids of charges are not remembered.
 *
 * <p>Memory follows the users of live windows, and those who have, or had, a subscription. Nobody has to call {@link #purge}:
 * whoever adds to an account looks at {@value #LOOKS_PER_ADDITION} others in turn, and drops what is over. So that is gone by
 * the time that a quarter as much has been added; if nothing is, nothing grows.
 */
public final class InMemoryStore implements ValveStore {

    private static final int NO_IDS = 0;
    private static final int LOOKS_PER_ADDITION = 4;

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
            Transition<ChargeResult> step = Transition.charge(present, charge, now, NO_IDS);
            if (done(charge.userId(), present, step)) {
                if (step.next().size() > present.size()) {
                    sweep(now);
                }
                return step.result();
            }
        }
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        while (true) {
            Account present = account(settlement.userId());
            Transition<SettleResult> step = Transition.settle(present, settlement, time.instant(), NO_IDS);
            if (done(settlement.userId(), present, step)) {
                return step.result();
            }
        }
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        Account present = account(userId);
        Instant now = time.instant();
        return keys.stream().map(key -> present.state(key, now)).toList();
    }

    /** {@inheritDoc} Costs O(users). */
    @Override
    public List<Subscription> list(@Nullable String afterUserId, int most) {
        Checks.between("the most subscriptions to list", most, 1, Integer.MAX_VALUE);
        List<Subscription> page = new ArrayList<>();
        accounts.entrySet().stream()
                .filter(entry -> afterUserId == null || entry.getKey().compareTo(afterUserId) > 0)
                .filter(entry -> entry.getValue().subscription() != null)
                .sorted(Map.Entry.comparingByKey())
                .limit(most)
                .forEach(entry ->
                        Optional.ofNullable(entry.getValue().subscription()).ifPresent(page::add));
        return List.copyOf(page);
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return account(userId).audit();
    }

    /** {@inheritDoc} Costs O(users), and drops all of a user's at once, so it may be a few more than {@code most}. */
    @Override
    public int purge(int most) {
        Checks.between("the most to purge", most, 1, Integer.MAX_VALUE);
        Instant now = time.instant();
        int dropped = 0;
        for (Map.Entry<String, Account> entry : accounts.entrySet()) {
            if (dropped >= most) {
                break;
            }
            dropped += purge(entry.getKey(), entry.getValue(), now);
        }
        return dropped;
    }

    /** Does nothing: what is stored can still be read. */
    @Override
    public void close() {}

    /** Of how many users anything is kept. */
    int size() {
        return accounts.size();
    }

    /** How much is kept of the user beside the subscription. */
    int size(String userId) {
        return account(userId).size();
    }

    private boolean done(String userId, Account present, Transition<?> step) {
        return step.next() == present || swap(userId, present, step.next());
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
            for (int i = 0; i < LOOKS_PER_ADDITION; i++) {
                if (!sweep.hasNext()) {
                    sweep = accounts.entrySet().iterator();
                    return;
                }
                Map.Entry<String, Account> entry = sweep.next();
                purge(entry.getKey(), entry.getValue(), now);
            }
        } finally {
            sweeping.unlock();
        }
    }

    /** How much was dropped: nothing if somebody changes the account meanwhile, since they keep it alive. */
    private int purge(String userId, Account present, Instant now) {
        Account kept = present.purged(now);
        return kept.size() < present.size() && swap(userId, present, kept) ? present.size() - kept.size() : 0;
    }
}
