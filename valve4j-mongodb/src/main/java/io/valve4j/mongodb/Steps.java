package io.valve4j.mongodb;

import io.valve4j.mongodb.Pledge.Done;
import io.valve4j.mongodb.Pledge.Hold;
import io.valve4j.mongodb.Pledge.Remembered;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.Pool;
import io.valve4j.store.Posting;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a charge or a settlement does to an account that was read. It changes the account, unless it says that nothing was done:
 * then there is nothing to write.
 */
final class Steps {

    private final Account account;
    private final Instant now;

    Steps(Account account, Instant now) {
        this.account = account;
        this.now = now;
    }

    /**
     * Only {@link ChargeResult.Admitted} changes the account.
     *
     * @throws IllegalStateException if there is no room for what is to be remembered
     */
    ChargeResult charge(Charge charge) {
        ChargeResult repeated = repeated(charge);
        if (repeated != null) {
            return repeated;
        }
        boolean changed = charge.expectedRevision() != 0 && charge.expectedRevision() != account.revision();
        if (changed || !charge.validity().contains(now)) {
            return new ChargeResult.Stale();
        }
        List<Pool> pools = charge.pools();
        List<CounterState> before =
                pools.stream().map(pool -> account.state(pool.key(), now)).toList();
        long[] amounts = charge.draw(before);
        if (amounts == null) {
            return new ChargeResult.Refused(before);
        }
        take(charge, charge.postings(amounts));
        ChargeResult admitted = new ChargeResult.Admitted(IntStream.range(0, amounts.length)
                .mapToObj(i -> draw(amounts[i], before.get(i)))
                .toList());
        account.bound(now);
        return admitted;
    }

    private @Nullable ChargeResult repeated(Charge charge) {
        Done done = account.done(charge.id());
        if (done != null) {
            return new ChargeResult.Replayed(done.id(), done.postings() == null ? plain(charge) : done.postings());
        }
        Charge.ReplayKey key = charge.replayKey();
        Remembered remembered = key == null ? null : account.remembered(key.key(), now);
        if (remembered == null) {
            return null;
        }
        return remembered.key().equals(key)
                ? new ChargeResult.Replayed(remembered.charge(), remembered.postings())
                : new ChargeResult.KeyReused();
    }

    /** What a plain charge drew. */
    private static List<Posting> plain(Charge charge) {
        ChargeLine line = charge.lines().get(0);
        Pool pool = line.pools().get(0);
        return List.of(new Posting(pool.key(), line.amount(), pool.end()));
    }

    private void take(Charge charge, List<Posting> postings) {
        if (charge.holdFor() != null) {
            account.holds.add(new Hold(charge.id(), postings, now.plus(charge.holdFor())));
        } else {
            postings.forEach(account::post);
        }
        if (charge.replayKey() != null) {
            // One with the same key whose time is up would be in the way.
            account.keys.removeIf(
                    each -> each.key().key().equals(charge.replayKey().key()));
            account.keys.add(
                    new Remembered(charge.replayKey(), charge.id(), postings, now.plus(ValveStore.KEY_MEMORY)));
        }
        account.remember(new Done(charge.id(), postings), now);
    }

    private Draw draw(long amount, CounterState before) {
        return new Draw(amount, before.peak(), account.state(before.key(), now));
    }

    /** Only what has an effect changes the account, unless it gives back to counters that are not there. */
    SettleResult settle(Settlement settlement) {
        if (settlement instanceof Settlement.Refund refund) {
            return refund(refund);
        }
        UUID id = settlement instanceof Settlement.Commit commit
                ? commit.hold()
                : ((Settlement.Release) settlement).hold();
        Hold hold = account.holds.stream()
                .filter(each -> each.id().equals(id) && now.isBefore(each.dueAt()))
                .findFirst()
                .orElse(null);
        if (hold == null) {
            return SettleResult.NO_EFFECT;
        }
        account.holds.remove(hold);
        if (settlement instanceof Settlement.Commit commit) {
            SettleResult.Outcome outcome = hold.liveAt(now) ? SettleResult.Outcome.DONE : SettleResult.Outcome.LATE;
            return settled(outcome, commit.postings(), () -> commit.postings().forEach(account::post));
        }
        return settled(SettleResult.Outcome.DONE, List.of(), () -> account.forgetKeyOf(id));
    }

    private SettleResult refund(Settlement.Refund refund) {
        if (account.done(refund.id()) != null) {
            return SettleResult.NO_EFFECT;
        }
        return settled(SettleResult.Outcome.DONE, refund.postings(), () -> {
            refund.postings().forEach(account::giveBack);
            account.forgetKeyOf(refund.charge());
            account.remember(new Done(refund.id(), List.of()), now);
        });
    }

    private SettleResult settled(SettleResult.Outcome outcome, List<Posting> postings, Runnable change) {
        List<CounterState> before = postings.stream()
                .map(posting -> account.state(posting.key(), now))
                .toList();
        change.run();
        SettleResult result = new SettleResult(
                outcome,
                IntStream.range(0, before.size())
                        .mapToObj(i -> draw(postings.get(i).amount(), before.get(i)))
                        .toList());
        account.tidy(now);
        return result;
    }
}
