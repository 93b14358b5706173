package io.valve4j.mongodb;

import com.mongodb.MongoException;
import io.valve4j.guard.Guard;
import io.valve4j.internal.check.Checks;
import io.valve4j.mongodb.Users.Loaded;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.TransientStoreException;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The store itself, unguarded. A plain charge is one update that decides and counts; a change of the subscription is one that
 * compares its revision; everything else reads the user's document, works out the next one, and puts it if nobody else did
 * meanwhile.
 */
final class DocumentStore implements ValveStore {

    /** Each conflict means that somebody else got on, so this many are a fault of the database. */
    private static final int MOST_TRIES = 1_000;

    /** How often a change is looked into while it is not known whether it was made. */
    private static final int MOST_DOUBTS = 3;

    private static final int SLACKS = 4_096;

    private final Users users;
    private final AuditTrail audit;
    private final Guard guard;

    /** The slack last seen, by the hash of user and counter; a wrong one costs a look at the document. */
    private final AtomicLongArray slacks = new AtomicLongArray(SLACKS);

    DocumentStore(Users users, AuditTrail audit, Guard guard) {
        this.users = users;
        this.audit = audit;
        this.guard = guard;
    }

    @Override
    public Instant now() {
        return within(guard.timeout(), "for the time", users::now);
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return within(
                guard.timeout(),
                "for the subscription of user " + Checks.quoted(userId),
                budget -> users.subscription(userId, budget).map(Revision::subscription));
    }

    @Override
    public ChargeResult charge(Charge charge) {
        PlainCharge plain = PlainCharge.of(charge);
        return within(
                guard.timeout(),
                "to charge user " + Checks.quoted(charge.userId()),
                budget -> plain == null ? chargeWhole(charge, budget) : charge(charge, plain, budget));
    }

    private ChargeResult charge(Charge charge, PlainCharge plain, Budget budget) {
        int place = Math.floorMod(plain.hash(), SLACKS);
        for (int i = 0; i < MOST_TRIES; i++) {
            BsonDocument before = users.charge(charge.userId(), plain, slacks.get(place), budget);
            if (before != null) {
                slacks.set(place, Math.max(0, plain.slack(before) - plain.amount()));
                return plain.admitted(before);
            }
            Loaded loaded = users.load(charge.userId(), budget);
            if (loaded.document() != null && plain.suits(loaded.document())) {
                slacks.set(place, plain.slack(loaded.document()));
                ChargeResult answer = new Steps(loaded.account(), loaded.now()).charge(charge);
                if (!(answer instanceof ChargeResult.Admitted)) {
                    return answer;
                }
            } else {
                ChargeResult answer = chargeWhole(charge, loaded, budget);
                if (answer != null) {
                    return answer;
                }
            }
        }
        throw tooManyConflicts(charge.userId());
    }

    private ChargeResult chargeWhole(Charge charge, Budget budget) {
        for (int i = 0; i < MOST_TRIES; i++) {
            ChargeResult answer = chargeWhole(charge, users.load(charge.userId(), budget), budget);
            if (answer != null) {
                return answer;
            }
        }
        throw tooManyConflicts(charge.userId());
    }

    /** Null if somebody else was first to write. */
    private @Nullable ChargeResult chargeWhole(Charge charge, Loaded loaded, Budget budget) {
        Account account = loaded.account();
        ChargeResult answer = new Steps(account, loaded.now()).charge(charge);
        return !(answer instanceof ChargeResult.Admitted) || users.put(loaded, account, charge, budget) ? answer : null;
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        String userId = settlement.userId();
        return within(guard.timeout(), "to settle a charge of user " + Checks.quoted(userId), budget -> {
            for (int i = 0; i < MOST_TRIES; i++) {
                Loaded loaded = users.load(userId, budget);
                Account account = loaded.account();
                SettleResult answer = new Steps(account, loaded.now()).settle(settlement);
                boolean nothingToWrite =
                        loaded.document() == null || answer.outcome() == SettleResult.Outcome.NO_EFFECT;
                if (nothingToWrite || users.put(loaded, account, null, budget)) {
                    return answer;
                }
            }
            throw tooManyConflicts(userId);
        });
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        Revision revision = Revision.of(next, event, UUID.randomUUID());
        String user = Checks.quoted(next.userId());
        return within(guard.patience(), "to change the subscription of user " + user, budget -> {
            MongoException doubt = null;
            for (int i = 0, doubts = 0; i < MOST_TRIES && doubts < MOST_DOUBTS; i++) {
                boolean sent = doubt != null;
                try {
                    Loaded loaded = users.load(next.userId(), budget);
                    Account account = loaded.account();
                    if (account.revision() != expectedRevision) {
                        return doubt != null && savedBy(revision, account, budget);
                    }
                    if (account.saved != null) {
                        audit.copy(next.userId(), account.saved, budget);
                    }
                    sent = true;
                    if (users.save(loaded, revision, expectedRevision, budget)) {
                        return true;
                    }
                } catch (MongoException failure) {
                    if (!sent) {
                        throw failure;
                    }
                    doubt = failure;
                    doubts++;
                }
            }
            if (doubt == null) {
                throw tooManyConflicts(next.userId());
            }
            throw new IllegalStateException(
                    "it is not known whether the subscription of user " + user + " was changed to revision "
                            + next.revision() + ": look at it before it is changed again",
                    doubt);
        });
    }

    /** Whether it was this call that made a revision which others may have followed up since. */
    private boolean savedBy(Revision revision, Account account, Budget budget) {
        Revision last = account.saved;
        UUID by = last != null && last.number() == revision.number()
                ? Revision.save(last.event())
                : audit.saveOf(account.userId, revision.number(), budget);
        return Revision.save(revision.event()).equals(by);
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        return within(guard.timeout(), "for the usage of user " + Checks.quoted(userId), budget -> {
            Loaded loaded = users.load(userId, budget);
            Account account = loaded.account();
            return keys.stream().map(key -> account.state(key, loaded.now())).toList();
        });
    }

    @Override
    public List<Subscription> list(@Nullable String afterUserId, int most) {
        Checks.between("the most subscriptions to list", most, 1, Integer.MAX_VALUE);
        return within(guard.patience(), "for a page of subscriptions", budget -> {
            List<Subscription> page = new ArrayList<>();
            users.subscribed(afterUserId, most, budget)
                    .forEach(user -> page.add(Revision.subscription(user.getDocument("subscription"))));
            return List.copyOf(page);
        });
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return within(guard.patience(), "for the audit of user " + Checks.quoted(userId), budget -> {
            // In this order: whatever is not the last event by now was copied before it ceased to be.
            Revision last = users.load(userId, budget).account().saved;
            List<AuditEvent> events = audit.of(userId, budget);
            if (last != null
                    && (events.isEmpty() || events.get(events.size() - 1).revision() < last.number())) {
                events.add(Revision.event(last.event()));
            }
            return List.copyOf(events);
        });
    }

    /** {@inheritDoc} Visits only documents in which something is due, if there is the index. */
    @Override
    public int purge(int most) {
        Checks.between("the most to purge", most, 1, Integer.MAX_VALUE);
        return within(guard.patience(), "to drop what is over", budget -> {
            Instant now = users.now(budget);
            int dropped = 0;
            try (var due = users.due(now, budget).cursor()) {
                while (dropped < most && due.hasNext()) {
                    dropped += purge(due.next(), now, most - dropped, budget);
                }
            }
            return dropped;
        });
    }

    private int purge(BsonDocument document, Instant now, int most, Budget budget) {
        Account account = AccountFormat.read(document);
        int dropped = account.purge(now, most);
        Loaded loaded = new Loaded(account.userId, document, now);
        boolean done = account.isEmpty() ? users.delete(loaded, budget) : users.put(loaded, account, null, budget);
        return done ? dropped : 0;
    }

    void createIndexes() {
        within(guard.patience(), "to create indexes", budget -> {
            users.createIndexes(budget);
            return true;
        });
    }

    /** The client is its owner's. */
    @Override
    public void close() {}

    private static <T> T within(Duration allowed, String what, Function<Budget, T> call) {
        Budget budget = new Budget(allowed);
        try {
            return call.apply(budget);
        } catch (MongoException failure) {
            throw Failures.of(what, budget.allowed(), failure);
        }
    }

    private static TransientStoreException tooManyConflicts(String userId) {
        return new TransientStoreException(
                "in " + MOST_TRIES + " tries, somebody else was always first to write the document of user "
                        + Checks.quoted(userId),
                null);
    }
}
