package io.valve4j.internal.quota;

import io.valve4j.quota.Usage;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.Posting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the store has given for a bill of which more is to be leased than is asked for.
 *
 * @param bill what was charged
 * @param postings what that has drawn
 * @param states how the counters stand after it, of all pools of all lines; empty if that is not known
 * @param remarks what is worth knowing about the charge
 */
record Taking(Bill bill, List<Posting> postings, List<CounterState> states, Remarks remarks) {

    /** Of a charge that was admitted, or that is recognised by its id as one that was. */
    static Taking of(Bill bill, ChargeResult result) {
        if (result instanceof ChargeResult.Admitted admitted) {
            return new Taking(
                    bill,
                    bill.postings(admitted.draws()),
                    Ledger.states(admitted.draws()),
                    bill.remarks(admitted.draws()));
        }
        return new Taking(bill, ((ChargeResult.Replayed) result).postings(), List.of(), Remarks.NONE);
    }

    /** The quota of a meter that has the least left; null if that is not known. */
    @Nullable
    Usage tightest(String meter) {
        Usage tightest = null;
        int from = 0;
        for (QuotaInForce quota : states.isEmpty() ? List.<QuotaInForce>of() : bill.quotas()) {
            if (quota.quota().meter().equals(meter)) {
                Usage usage = quota.usage(states, from);
                if (tightest == null || usage.remaining() < tightest.remaining()) {
                    tightest = usage;
                }
            }
            from += quota.pools().size();
        }
        return tightest;
    }

    /** How many more units of a meter there are; none if that is not known. */
    long room(String meter) {
        long room = states.isEmpty() ? 0 : Long.MAX_VALUE;
        int from = 0;
        for (QuotaInForce quota : bill.quotas()) {
            if (!states.isEmpty() && quota.quota().meter().equals(meter) && !quota.admitsAll()) {
                room = Math.min(room, quota.usage(states, from).remaining());
            }
            from += quota.pools().size();
        }
        return room;
    }

    /** What there is of a meter for each quota that counts it: the rest of a lease, then what was drawn. */
    List<List<Posting>> lines(String meter, List<Posting> rest) {
        List<List<Posting>> lines = new ArrayList<>();
        for (QuotaInForce quota : bill.quotas()) {
            if (quota.quota().meter().equals(meter)) {
                List<Posting> line = new ArrayList<>();
                addOf(quota, rest, line);
                addOf(quota, postings, line);
                lines.add(List.copyOf(line));
            }
        }
        return lines;
    }

    private static void addOf(QuotaInForce quota, List<Posting> from, List<Posting> line) {
        for (Posting posting : from) {
            if (posting.key().quota().equals(quota.name())) {
                Lease.add(line, posting);
            }
        }
    }

    /** What is to be said of each unit, not only of the first. */
    Remarks lasting() {
        return remarks.beyondSoft().isEmpty() ? Remarks.NONE : new Remarks(remarks.beyondSoft(), List.of());
    }
}
