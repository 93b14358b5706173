package io.valve4j.jdbc;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.Pool;
import io.valve4j.store.Posting;
import io.valve4j.store.PostingBytes;
import io.valve4j.store.StoreKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A charge of any kind, within a transaction. It locks the subscription's revision, then the counters, and only then looks: so
 * what it decides upon stays as it is until it is written.
 */
final class Charging {

    private final Dialect dialect;
    private final Sql sql;
    private final Steps steps;

    Charging(Dialect dialect, Sql sql, Steps steps) {
        this.dialect = dialect;
        this.sql = sql;
        this.steps = steps;
    }

    ChargeResult charge(Connection connection, Charge charge) throws SQLException {
        String userKey = StoreKey.of(charge.userId());
        boolean changed = charge.expectedRevision() != 0 && charge.expectedRevision() != revision(connection, userKey);
        List<Pool> pools = charge.pools();
        List<String> keys = pools.stream().map(pool -> StoreKey.of(pool.key())).toList();
        LockedCounters counters = new LockedCounters(sql, connection, userKey, new TreeSet<>(keys));
        Steps.Look look = steps.look(connection, charge.id(), userKey, charge.replayKey());
        ChargeResult repeat = look.repeat(charge);
        if (repeat != null) {
            return repeat;
        }
        if (changed || !charge.validity().contains(Micros.instant(look.now()))) {
            return new ChargeResult.Stale();
        }
        counters.countHolds(look.now());
        List<CounterState> before = states(counters, pools, keys);
        long[] amounts = charge.draw(before);
        if (amounts == null) {
            return new ChargeResult.Refused(before);
        }
        write(connection, userKey, charge, new Drawn(pools, keys, amounts), counters, look);
        List<CounterState> after = states(counters, pools, keys);
        List<Draw> draws = new ArrayList<>(amounts.length);
        for (int i = 0; i < amounts.length; i++) {
            draws.add(new Draw(amounts[i], before.get(i).peak(), after.get(i)));
        }
        return new ChargeResult.Admitted(draws);
    }

    /** 0 if there is no subscription. */
    private long revision(Connection connection, String userKey) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.shareRevision)) {
            statement.setString(1, userKey);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    private static List<CounterState> states(LockedCounters counters, List<Pool> pools, List<String> keys) {
        List<CounterState> states = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            states.add(counters.state(pools.get(i).key(), keys.get(i)));
        }
        return states;
    }

    private void write(
            Connection connection, String userKey, Charge charge, Drawn drawn, LockedCounters counters, Steps.Look look)
            throws SQLException {
        List<Posting> postings = new ArrayList<>();
        for (int i = 0; i < drawn.amounts.length; i++) {
            long amount = drawn.amounts[i];
            if (amount > 0) {
                Pool pool = drawn.pools.get(i);
                postings.add(new Posting(pool.key(), amount, pool.end()));
                if (charge.holdFor() == null) {
                    counters.add(drawn.keys.get(i), amount, pool.end());
                } else {
                    counters.hold(drawn.keys.get(i), amount, pool.end());
                }
            }
        }
        counters.write();
        if (charge.holdFor() != null) {
            insertHolds(connection, userKey, charge.id(), drawn, Micros.after(look.now(), charge.holdFor()));
        }
        byte[] bytes = PostingBytes.of(postings);
        Charge.ReplayKey key = charge.replayKey();
        if (key != null) {
            steps.remember(connection, userKey, charge, key, bytes, look);
        }
        steps.remember(connection, charge.id(), bytes, look.now());
    }

    private void insertHolds(Connection connection, String userKey, UUID hold, Drawn drawn, long lapsesAt)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.insertHold)) {
            for (int i = 0; i < drawn.amounts.length; i++) {
                if (drawn.amounts[i] > 0) {
                    statement.setString(1, userKey);
                    dialect.setId(statement, 2, hold);
                    statement.setString(3, drawn.keys.get(i));
                    statement.setLong(4, drawn.amounts[i]);
                    statement.setLong(5, lapsesAt);
                    statement.executeUpdate();
                }
            }
        }
    }

    /** Units by pool, with the pools' keys. */
    @SuppressWarnings("ArrayRecordComponent") // handed on within this class, never compared
    private record Drawn(List<Pool> pools, List<String> keys, long[] amounts) {}
}
