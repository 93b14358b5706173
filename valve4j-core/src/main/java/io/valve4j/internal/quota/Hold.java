package io.valve4j.internal.quota;

import io.valve4j.internal.check.Checks;
import io.valve4j.store.Posting;
import io.valve4j.store.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Units that are set aside for one user until it is known how many were used. Immutable: that a hold is settled once is up to
 * the store, whoever settles it.
 */
public final class Hold {

    private final String userId;
    private final UUID id;
    private final List<Part> parts;

    Hold(String userId, UUID id, List<QuotaInForce> quotas, List<Posting> postings) {
        this.userId = userId;
        this.id = id;
        this.parts = quotas.stream()
                .map(quota -> new Part(
                        quota,
                        postings.stream()
                                .filter(posting -> posting.key().quota().equals(quota.name()))
                                .toList()))
                .toList();
    }

    /** Whether no quota was concerned, so that there is nothing to settle. */
    boolean isEmpty() {
        return parts.isEmpty();
    }

    Settlement.Release release() {
        return new Settlement.Release(userId, id);
    }

    /** With what was really used by meter; where a meter is not named, as much as was held. */
    Settlement.Commit commit(Map<String, Long> actual) {
        actual.forEach((meter, amount) ->
                Checks.between("the actual cost on meter " + Checks.quoted(meter), amount, 0, Long.MAX_VALUE));
        List<Posting> postings = new ArrayList<>();
        for (Part part : parts) {
            postings.addAll(part.postings(actual));
        }
        return new Settlement.Commit(userId, id, postings);
    }

    List<Part> parts() {
        return parts;
    }

    /** The units of one quota. */
    record Part(QuotaInForce quota, List<Posting> held) {

        long heldUnits() {
            return held.stream().mapToLong(Posting::amount).reduce(0, Posting::sum);
        }

        long used(Map<String, Long> actual) {
            Long used = actual.get(quota.quota().meter());
            return used == null ? heldUnits() : used;
        }

        /** Fills what was held, in its order; what goes beyond is the plan's. */
        List<Posting> postings(Map<String, Long> actual) {
            long rest = used(actual);
            long beyond = Math.max(0, rest - heldUnits());
            List<Posting> postings = new ArrayList<>();
            for (Posting posting : held) {
                boolean plan = posting.key().grant().isEmpty();
                long amount = Math.min(rest, posting.amount());
                rest -= amount;
                long posted = plan ? Posting.sum(amount, beyond) : amount;
                beyond = plan ? 0 : beyond;
                if (posted > 0) {
                    postings.add(new Posting(posting.key(), posted, posting.end()));
                }
            }
            if (beyond > 0) {
                postings.add(new Posting(
                        quota.planPool().key(), beyond, quota.planPool().end()));
            }
            return postings;
        }
    }
}
