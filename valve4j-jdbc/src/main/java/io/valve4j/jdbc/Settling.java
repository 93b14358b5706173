package io.valve4j.jdbc;

import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.Posting;
import io.valve4j.store.PostingBytes;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.StoreKey;
import io.valve4j.store.ValveStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** A settlement, within a transaction, with its locks in the order in which {@link Charging} takes them. */
final class Settling {

    private final Dialect dialect;
    private final Sql sql;
    private final Steps steps;

    Settling(Dialect dialect, Sql sql, Steps steps) {
        this.dialect = dialect;
        this.sql = sql;
        this.steps = steps;
    }

    SettleResult settle(Connection connection, Settlement settlement) throws SQLException {
        if (settlement instanceof Settlement.Refund refund) {
            return refund(connection, refund);
        }
        if (settlement instanceof Settlement.Commit commit) {
            return end(connection, commit.userId(), commit.hold(), commit.postings(), false);
        }
        Settlement.Release release = (Settlement.Release) settlement;
        return end(connection, release.userId(), release.hold(), List.of(), true);
    }

    private SettleResult refund(Connection connection, Settlement.Refund refund) throws SQLException {
        String userKey = StoreKey.of(refund.userId());
        List<String> keys = keys(refund.postings());
        LockedCounters counters = new LockedCounters(sql, connection, userKey, new TreeSet<>(keys));
        Steps.Look look = steps.look(connection, refund.id(), userKey, null);
        if (look.step() != null) {
            return SettleResult.NO_EFFECT;
        }
        counters.countHolds(look.now());
        List<CounterState> before = states(counters, refund.postings(), keys);
        for (int i = 0; i < keys.size(); i++) {
            counters.giveBack(keys.get(i), refund.postings().get(i).amount());
        }
        counters.write();
        if (refund.charge() != null) {
            steps.forgetKeyOf(connection, userKey, refund.charge());
        }
        steps.remember(connection, refund.id(), PostingBytes.of(List.of()), look.now());
        return settled(SettleResult.Outcome.DONE, refund.postings(), before, states(counters, refund.postings(), keys));
    }

    /** Ends a hold. Its rows never change, so reading them needs no lock; whoever deletes them has settled it. */
    private SettleResult end(Connection connection, String userId, UUID hold, List<Posting> postings, boolean released)
            throws SQLException {
        String userKey = StoreKey.of(userId);
        SortedSet<String> locked = new TreeSet<>();
        long lapsesAt = find(connection, userKey, hold, locked);
        if (locked.isEmpty()) {
            return SettleResult.NO_EFFECT;
        }
        List<String> keys = keys(postings);
        locked.addAll(keys);
        LockedCounters counters = new LockedCounters(sql, connection, userKey, locked);
        long now = steps.look(connection, hold, userKey, null).now();
        boolean forgotten = now >= Micros.after(lapsesAt, ValveStore.LAPSED_HOLD_MEMORY);
        if (forgotten || !delete(connection, userKey, hold)) {
            return SettleResult.NO_EFFECT;
        }
        counters.countHolds(now);
        List<CounterState> before = states(counters, postings, keys);
        for (int i = 0; i < keys.size(); i++) {
            counters.add(keys.get(i), postings.get(i).amount(), postings.get(i).end());
        }
        counters.write();
        if (released) {
            steps.forgetKeyOf(connection, userKey, hold);
        }
        boolean late = !released && now >= lapsesAt;
        return settled(
                late ? SettleResult.Outcome.LATE : SettleResult.Outcome.DONE,
                postings,
                before,
                states(counters, postings, keys));
    }

    /** When the hold lapses; its counters are added to the set. */
    private long find(Connection connection, String userKey, UUID hold, SortedSet<String> counterKeys)
            throws SQLException {
        long lapsesAt = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql.findHold)) {
            statement.setString(1, userKey);
            dialect.setId(statement, 2, hold);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    counterKeys.add(result.getString(1));
                    lapsesAt = result.getLong(2);
                }
            }
        }
        return lapsesAt;
    }

    private boolean delete(Connection connection, String userKey, UUID hold) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.deleteHold)) {
            statement.setString(1, userKey);
            dialect.setId(statement, 2, hold);
            return statement.executeUpdate() > 0;
        }
    }

    private static List<String> keys(List<Posting> postings) {
        return postings.stream().map(posting -> StoreKey.of(posting.key())).toList();
    }

    private static List<CounterState> states(LockedCounters counters, List<Posting> postings, List<String> keys) {
        List<CounterState> states = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            states.add(counters.state(postings.get(i).key(), keys.get(i)));
        }
        return states;
    }

    private static SettleResult settled(
            SettleResult.Outcome outcome, List<Posting> postings, List<CounterState> before, List<CounterState> after) {
        List<Draw> draws = new ArrayList<>(postings.size());
        for (int i = 0; i < postings.size(); i++) {
            draws.add(new Draw(postings.get(i).amount(), before.get(i).peak(), after.get(i)));
        }
        return new SettleResult(outcome, draws);
    }
}
