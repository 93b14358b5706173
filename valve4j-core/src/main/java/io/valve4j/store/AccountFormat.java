package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@link CasStore} keeps of a user, as bytes.
 *
 * <p>Counters that postings name stand in a table, once, and are pointed at: a user's charges go to the same
 * few counters. Numbers have 64 bits, instants all their nanoseconds.
 */
final class AccountFormat {

    private AccountFormat() {}

    /**
     * What stands in a user's document.
     *
     * @param account the user's, with the latest of the audit
     * @param fullPages how many pages of older audit stand elsewhere
     */
    record Kept(Account account, int fullPages) {}

    static byte[] write(Kept kept) {
        return VersionedBytes.write(kept, (out, value) -> {
            Account account = value.account();
            Targets targets = new Targets(account);
            out.small(value.fullPages());
            out.optional(account.subscription(), SubscriptionFormat::write);
            out.list(account.audit(), SubscriptionFormat::writeEvent);
            out.list(account.counters().list(), AccountFormat::writeCounter);
            targets.write(out);
            out.list(account.pledges().holds(), (to, hold) -> {
                to.id(hold.id());
                targets.writePostings(to, hold.postings());
                to.instant(hold.lapsesAt());
            });
            out.list(account.pledges().keys(), (to, key) -> {
                to.text(key.key().key());
                to.text(key.key().demand());
                to.id(key.charge());
                targets.writePostings(to, key.postings());
                to.instant(key.until());
            });
            out.list(account.pledges().ids(), (to, done) -> {
                to.id(done.id());
                targets.writePostings(to, done.postings());
                to.instant(done.until());
            });
        });
    }

    static Kept read(String userId, byte[] bytes) {
        return VersionedBytes.read(document(userId), bytes, in -> {
            int fullPages = in.small();
            Subscription subscription = in.optional(SubscriptionFormat::read);
            List<AuditEvent> audit = in.list(SubscriptionFormat::readEvent);
            Counters counters = Counters.of(in.list(AccountFormat::readCounter));
            Targets targets = new Targets(in);
            List<Pledges.Hold> holds =
                    in.list(from -> new Pledges.Hold(from.id(), targets.readPostings(from), from.instant()));
            List<Pledges.Remembered> keys = in.list(from -> {
                Charge.ReplayKey key = new Charge.ReplayKey(from.text(), from.text());
                UUID charge = from.id();
                return new Pledges.Remembered(key, charge, targets.readPostings(from), from.instant());
            });
            List<Pledges.Done> ids =
                    in.list(from -> new Pledges.Done(from.id(), targets.readPostings(from), from.instant()));
            return new Kept(Account.of(subscription, counters, Pledges.of(holds, keys, ids), audit), fullPages);
        });
    }

    static byte[] writeAudit(List<AuditEvent> events) {
        return VersionedBytes.write(events, (out, all) -> out.list(all, SubscriptionFormat::writeEvent));
    }

    static List<AuditEvent> readAudit(String userId, byte[] bytes) {
        return VersionedBytes.read(document(userId), bytes, in -> in.list(SubscriptionFormat::readEvent));
    }

    private static String document(String userId) {
        return "the document of user " + Checks.quoted(userId);
    }

    private static void writeCounter(ValueWriter out, Counter counter) throws IOException {
        writeKey(out, counter.key());
        out.number(counter.used());
        out.number(counter.peak());
        out.optional(counter.end(), ValueWriter::instant);
    }

    private static Counter readCounter(ValueReader in) throws IOException {
        return new Counter(readKey(in), in.number(), in.number(), in.optional(ValueReader::instant));
    }

    private static void writeKey(ValueWriter out, CounterKey key) throws IOException {
        out.text(key.quota());
        out.text(key.grant());
        out.number(key.windowStartMillis());
        out.number(key.generation());
    }

    private static CounterKey readKey(ValueReader in) throws IOException {
        return new CounterKey(in.text(), in.text(), in.number(), in.number());
    }

    /** The counters that postings name, in a table. */
    private static final class Targets {

        private final Map<Target, Integer> places = new LinkedHashMap<>();
        private final List<Target> table;

        Targets(Account account) {
            account.pledges().holds().forEach(hold -> add(hold.postings()));
            account.pledges().keys().forEach(key -> add(key.postings()));
            account.pledges().ids().forEach(done -> add(done.postings()));
            table = new ArrayList<>(places.keySet());
        }

        Targets(ValueReader in) throws IOException {
            table = in.list(from -> new Target(readKey(from), from.optional(ValueReader::instant)));
        }

        private void add(List<Posting> postings) {
            postings.forEach(posting -> places.putIfAbsent(Target.of(posting), places.size()));
        }

        void write(ValueWriter out) throws IOException {
            out.list(table, (to, target) -> {
                writeKey(to, target.key());
                to.optional(target.end(), ValueWriter::instant);
            });
        }

        void writePostings(ValueWriter out, List<Posting> postings) throws IOException {
            out.list(postings, (to, posting) -> {
                to.small(places.getOrDefault(Target.of(posting), -1));
                to.number(posting.amount());
            });
        }

        List<Posting> readPostings(ValueReader in) throws IOException {
            return List.copyOf(in.list(from -> {
                int place = from.small();
                if (place < 0 || place >= table.size()) {
                    throw new IOException("there is no counter " + place + " of " + table.size());
                }
                Target target = table.get(place);
                return new Posting(target.key(), from.number(), target.end());
            }));
        }
    }

    private record Target(CounterKey key, @Nullable Instant end) {

        static Target of(Posting posting) {
            return new Target(posting.key(), posting.end());
        }
    }
}
