package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.store.AccountFormat.Kept;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A whole store for whoever can read a document by its key, and replace it if nobody else did meanwhile: etcd, Consul,
 * DynamoDB, a table of two columns.
 *
 * <p>All of a user is one document. Each step reads it, works out the next one, and puts that if the version is still the one
 * that was read; otherwise it starts over. So users do not wait for each other, and steps on one user cost two round trips and
 * one more for each conflict. A refusal only reads.
 *
 * <p>A document stays small, so that it can be written whole. It holds, beside the subscription,
 *
 * <ul>
 *   <li>counters, until {@link #COUNTER_MEMORY} after their end; above {@value io.valve4j.store.AccountBounds#MOST_COUNTERS}, those of grants which never end
 *       and which the subscription no longer has are dropped
 *   <li>at most {@value io.valve4j.store.AccountBounds#MOST_HOLDS} holds, where those that have lapsed make room first, and {@value AccountBounds#MOST_KEYS} idempotency
 *       keys; a charge that would add one more fails, with an {@link IllegalStateException}
 *   <li>the ids of the last {@value io.valve4j.store.AccountBounds#MOST_IDS} charges, refunds and changes, for {@link #ID_MEMORY}
 *   <li>the last {@value #AUDIT_PAGE} audit events; older ones go to documents of their own, of as many each, and stay
 * </ul>
 *
 * <p>Each method may throw {@link TransientStoreException} where the database fails for a moment, also when it is not known
 * whether a put was done: charges and refunds that are sent again are recognised by their ids, a commit or release finds its
 * hold gone ({@link SettleResult.Outcome#NO_EFFECT}), and a change of a subscription is found out here, or reported as not
 * known by another exception.
 *
 * <p>Thread-safe if its four methods are. Blocks as long as they do.
 */
public abstract class CasStore implements ValveStore {

    private static final int AUDIT_PAGE = 50;

    /** Each conflict means that somebody else got on, so this many are a fault of the database. */
    private static final int MOST_TRIES = 1_000;

    /** How often a change is sent again while it is not known whether it was made. */
    private static final int MOST_DOUBTS = 3;

    private static final int SCANNED_AT_ONCE = 100;
    private static final Kept NOTHING = new Kept(Account.EMPTY, 0);

    /** For subclasses. */
    protected CasStore() {}

    /**
     * Reads a document, as it is at this moment: a replica that lags will not do.
     *
     * @param key at most 250 characters: lower-case letters, digits, and {@code . - _}
     * @return null if there is none
     */
    protected abstract @Nullable Document get(String key);

    /**
     * Replaces a document if it has the expected version, in one atomic step. Its version is then one that this key never had
     * before; one more than the last will do where documents are never deleted.
     *
     * @param bytes not changed by anybody afterwards
     * @param expectedVersion 0 if there must be no such document
     * @return false if it has another version; nothing is written then
     */
    protected abstract boolean putIfVersion(String key, byte[] bytes, long expectedVersion);

    /**
     * Documents after a key, in the ascending order of the keys' bytes. Needs no snapshot.
     *
     * @param afterKey not included
     * @param most how many at most
     */
    protected abstract List<Document> scan(String afterKey, int most);

    /**
     * Deletes a document that holds nothing any more, if it has the expected version. Unless overridden, an empty document takes
     * its place, so that versions go on. Whoever overrides this must see to it that no version comes again, say by taking them
     * from a sequence.
     *
     * @return false if it has another version
     */
    protected boolean removeIfVersion(String key, long expectedVersion) {
        return putIfVersion(key, new byte[0], expectedVersion);
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return Optional.ofNullable(load(userId).kept.account().subscription());
    }

    @Override
    public ChargeResult charge(Charge charge) {
        return step(charge.userId(), (present, now) -> Transition.charge(present, charge, now, AccountBounds.MOST_IDS));
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        return step(
                settlement.userId(),
                (present, now) -> Transition.settle(present, settlement, now, AccountBounds.MOST_IDS));
    }

    private <R> R step(String userId, BiFunction<Account, Instant, Transition<R>> arithmetic) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Loaded loaded = load(userId);
            Account present = loaded.kept.account();
            Instant now = now();
            Transition<R> step = arithmetic.apply(present, now);
            if (step.next() == present) {
                return step.result();
            }
            Account next = AccountBounds.kept(userId, step.next().purged(now), present, now);
            if (put(loaded, new Kept(next, loaded.kept.fullPages()))) {
                return step.result();
            }
        }
        throw tooManyConflicts(userId);
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        String userId = next.userId();
        UUID id = UUID.randomUUID();
        TransientStoreException doubt = null;
        for (int i = 0, doubts = 0; i < MOST_TRIES && doubts < MOST_DOUBTS; i++) {
            boolean sent = doubt != null;
            try {
                Loaded loaded = load(userId);
                Account present = loaded.kept.account();
                Instant now = now();
                if (doubt != null && present.pledges().done(id, now) != null) {
                    return true;
                }
                if (present.revision() != expectedRevision) {
                    if (doubt != null && present.pledges().ids().size() >= AccountBounds.MOST_IDS) {
                        break;
                    }
                    return false;
                }
                Kept room = withRoomForAnEvent(userId, loaded.kept);
                Account saved = room.account().saved(next, event).with(id, List.of(), now, AccountBounds.MOST_IDS);
                Account bounded = AccountBounds.kept(userId, saved.purged(now), present, now);
                sent = true;
                if (put(loaded, new Kept(bounded, room.fullPages()))) {
                    return true;
                }
            } catch (TransientStoreException failure) {
                if (!sent) {
                    throw failure;
                }
                doubt = failure;
                doubts++;
            }
        }
        if (doubt == null) {
            throw tooManyConflicts(userId);
        }
        throw new IllegalStateException(
                "it is not known whether the subscription of user " + Checks.quoted(userId)
                        + " was changed to revision " + next.revision() + ": look at it before it is changed again",
                doubt);
    }

    /** Moves a full page of audit to a document of its own; done twice, it is the same page. */
    private Kept withRoomForAnEvent(String userId, Kept kept) {
        List<AuditEvent> audit = kept.account().audit();
        if (audit.size() < AUDIT_PAGE) {
            return kept;
        }
        // Refused if somebody has just written the same.
        putIfVersion(DocumentKeys.auditPage(userId, kept.fullPages()), AccountFormat.writeAudit(audit), 0);
        return new Kept(kept.account().withoutAudit(), kept.fullPages() + 1);
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        Account present = load(userId).kept.account();
        Instant now = now();
        return keys.stream().map(key -> present.state(key, now)).toList();
    }

    @Override
    public List<Subscription> list(@Nullable String afterUserId, int most) {
        Checks.between("the most subscriptions to list", most, 1, Integer.MAX_VALUE);
        List<Subscription> page = new ArrayList<>();
        String after = afterUserId == null ? DocumentKeys.ACCOUNTS : DocumentKeys.account(afterUserId);
        for (List<Loaded> some = accounts(after); !some.isEmpty(); some = accounts(some.get(some.size() - 1).key)) {
            for (Loaded loaded : some) {
                Optional.ofNullable(loaded.kept.account().subscription()).ifPresent(page::add);
                if (page.size() == most) {
                    return List.copyOf(page);
                }
            }
        }
        return List.copyOf(page);
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        Kept kept = load(userId).kept;
        List<AuditEvent> events = new ArrayList<>();
        for (int page = 0; page < kept.fullPages(); page++) {
            Document document = get(DocumentKeys.auditPage(userId, page));
            if (document == null) {
                throw new IllegalStateException(
                        "page " + page + " of the audit of user " + Checks.quoted(userId) + " is gone");
            }
            events.addAll(AccountFormat.readAudit(userId, document.bytes));
        }
        events.addAll(kept.account().audit());
        return List.copyOf(events);
    }

    /** {@inheritDoc} Costs O(users), and drops all of a user's at once, so it may be a few more than {@code most}. */
    @Override
    public int purge(int most) {
        Checks.between("the most to purge", most, 1, Integer.MAX_VALUE);
        Instant now = now();
        int dropped = 0;
        for (List<Loaded> some = accounts(DocumentKeys.ACCOUNTS);
                !some.isEmpty();
                some = accounts(some.get(some.size() - 1).key)) {
            for (Loaded loaded : some) {
                Account present = loaded.kept.account();
                Account kept = present.purged(now);
                if (kept != present && put(loaded, new Kept(kept, loaded.kept.fullPages()))) {
                    dropped += present.size() - kept.size();
                }
                if (dropped >= most) {
                    return dropped;
                }
            }
        }
        return dropped;
    }

    /** Does nothing; to be overridden where there is something to let go of. */
    @Override
    public void close() {}

    private Loaded load(String userId) {
        String key = DocumentKeys.account(userId);
        Document document = get(key);
        return document == null ? new Loaded(key, 0, NOTHING) : loaded(userId, document);
    }

    private List<Loaded> accounts(String afterKey) {
        return scan(afterKey, SCANNED_AT_ONCE).stream()
                .filter(document -> document.key.startsWith(DocumentKeys.ACCOUNTS))
                .map(document -> loaded(document.key, document))
                .toList();
    }

    private static Loaded loaded(String name, Document document) {
        Kept kept = document.bytes.length == 0 ? NOTHING : AccountFormat.read(name, document.bytes);
        return new Loaded(document.key, document.version, kept);
    }

    private boolean put(Loaded loaded, Kept next) {
        if (!next.account().isEmpty()) {
            return putIfVersion(loaded.key, AccountFormat.write(next), loaded.version);
        }
        return loaded.version == 0 || removeIfVersion(loaded.key, loaded.version);
    }

    private static TransientStoreException tooManyConflicts(String userId) {
        return new TransientStoreException(
                "in " + MOST_TRIES + " tries, somebody else was always first to write the document of user "
                        + Checks.quoted(userId) + "; if nobody else writes there, putIfVersion compares wrongly",
                null);
    }

    private record Loaded(String key, long version, Kept kept) {}

    /** What is kept under a key. Immutable: whoever makes one leaves its bytes alone afterwards. */
    public static final class Document {

        private final String key;
        private final byte[] bytes;
        private final long version;

        /**
         * A document as the database has it.
         *
         * @param bytes what was put
         * @param version its present one; not 0
         */
        public Document(String key, byte[] bytes, long version) {
            this.key = Checks.notNull("the document's key", key);
            this.bytes = Checks.notNull("the document's bytes", bytes);
            this.version = version;
            if (version == 0) {
                throw new IllegalArgumentException(
                        "a document's version must not be 0, which stands for none, but that of " + key + " was");
            }
        }

        /** Its present version. */
        public long version() {
            return version;
        }

        /** What was put; to be left alone. */
        byte[] bytes() {
            return bytes;
        }
    }
}
