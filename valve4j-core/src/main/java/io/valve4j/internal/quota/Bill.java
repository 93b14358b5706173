package io.valve4j.internal.quota;

import io.valve4j.quota.Usage;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.Pool;
import io.valve4j.store.Posting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a demand comes to under a plan, and what a store's answer to it means.
 *
 * @param quotas the quotas that count it
 * @param lines what is charged for each
 */
record Bill(List<QuotaInForce> quotas, List<ChargeLine> lines) {

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Units by meter, in the order of the quotas. */
    Map<String, Long> amounts() {
        Map<String, Long> amounts = new LinkedHashMap<>();
        for (int i = 0; i < quotas.size(); i++) {
            amounts.putIfAbsent(quotas.get(i).quota().meter(), lines.get(i).amount());
        }
        return amounts;
    }

    /** The same for some meters only, and for other amounts. */
    Bill with(Map<String, Long> amounts) {
        List<QuotaInForce> counting = new ArrayList<>();
        List<ChargeLine> changed = new ArrayList<>();
        for (QuotaInForce quota : quotas) {
            Long amount = amounts.get(quota.quota().meter());
            if (amount != null) {
                counting.add(quota);
                changed.add(new ChargeLine(amount, quota.pools()));
            }
        }
        return new Bill(counting, changed);
    }

    /** How many more such charges the quota has room for that {@link #tightest} found. */
    long more(@Nullable Usage tightest) {
        for (int i = 0; i < quotas.size() && tightest != null; i++) {
            if (quotas.get(i).name().equals(tightest.quota())) {
                return more(i, tightest);
            }
        }
        return 0;
    }

    List<CounterKey> keys() {
        return quotas.stream()
                .flatMap(quota -> quota.pools().stream())
                .map(Pool::key)
                .toList();
    }

    /** The refusal of the line that does not fit; null if all fit. Of several, the one whose room comes back last. */
    LedgerResult.@Nullable Refused refusal(List<CounterState> present) {
        Usage binding = null;
        Instant roomAt = Instant.MIN;
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).draw(present, from) == null) {
                Instant here = quotas.get(i).roomAt(lines.get(i).amount(), present, from);
                if (binding == null || here.isAfter(roomAt)) {
                    binding = quotas.get(i).usage(present, from);
                    roomAt = here;
                }
            }
            from += lines.get(i).pools().size();
        }
        return binding == null
                ? null
                : new LedgerResult.Refused(
                        binding, roomAt.equals(Instant.MAX) ? Optional.empty() : Optional.of(roomAt));
    }

    /** The counters as the charge would leave them; it must fit. */
    List<CounterState> after(List<CounterState> present) {
        List<CounterState> after = new ArrayList<>(present);
        int from = 0;
        for (ChargeLine line : lines) {
            long[] drawn = line.draw(present, from);
            for (int i = 0; drawn != null && i < drawn.length; i++) {
                CounterState before = present.get(from + i);
                long used = Posting.sum(before.used(), drawn[i]);
                after.set(from + i, new CounterState(before.key(), used, before.held(), Math.max(before.peak(), used)));
            }
            from += line.pools().size();
        }
        return after;
    }

    /** The quota that has room for the fewest more such charges. */
    Usage tightest(List<CounterState> after) {
        Usage tightest = quotas.get(0).usage(after, 0);
        long fewest = more(0, tightest);
        int from = lines.get(0).pools().size();
        for (int i = 1; i < lines.size(); i++) {
            Usage usage = quotas.get(i).usage(after, from);
            long more = more(i, usage);
            if (more < fewest) {
                tightest = usage;
                fewest = more;
            }
            from += lines.get(i).pools().size();
        }
        return tightest;
    }

    private long more(int index, Usage usage) {
        return quotas.get(index).admitsAll()
                ? Long.MAX_VALUE
                : usage.remaining() / lines.get(index).amount();
    }

    /** Checks that the store has drawn from the counters that it was told to, in their order. Allocates nothing. */
    void verify(List<Draw> draws) {
        int asked = 0;
        for (int i = 0; i < lines.size(); i++) {
            List<Pool> pools = lines.get(i).pools();
            for (int j = 0; j < pools.size(); j++, asked++) {
                if (asked < draws.size()) {
                    QuotaInForce.verify(pools.get(j), draws.get(asked).after());
                }
            }
        }
        if (asked != draws.size()) {
            throw new IllegalStateException(
                    "the store was asked for " + keys() + ", but told of " + draws.size() + " counters");
        }
    }

    /** What is worth knowing about the charge that did this; mostly nothing, which allocates nothing. */
    Remarks remarks(List<Draw> draws) {
        Remarks remarks = Remarks.NONE;
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            QuotaInForce quota = quotas.get(i);
            remarks = remarks.and(quota, draws.get(from + quota.plan()));
            from += lines.get(i).pools().size();
        }
        return remarks;
    }

    /** What is worth knowing about a charge that would leave the counters like this. */
    Remarks foreseen(List<CounterState> after) {
        List<String> beyondSoft = new ArrayList<>(0);
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            QuotaInForce quota = quotas.get(i);
            if (quota.softLimitPassed(after.get(from + quota.plan()))) {
                beyondSoft.add(quota.name());
            }
            from += lines.get(i).pools().size();
        }
        return beyondSoft.isEmpty() ? Remarks.NONE : new Remarks(beyondSoft, List.of());
    }

    /** What the charge drew, from those counters from which it drew anything. */
    List<Posting> postings(List<Draw> draws) {
        if (draws.size() == 1) {
            Pool only = lines.get(0).pools().get(0);
            return List.of(new Posting(only.key(), draws.get(0).amount(), only.end()));
        }
        List<Posting> postings = new ArrayList<>(draws.size());
        int index = 0;
        for (ChargeLine line : lines) {
            for (Pool pool : line.pools()) {
                long amount = draws.get(index++).amount();
                if (amount > 0) {
                    postings.add(new Posting(pool.key(), amount, pool.end()));
                }
            }
        }
        return postings;
    }
}
