package io.valve4j.jdbc;

import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Posting;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one user as one transaction has locked them: always in the order of their keys, so that no two transactions wait for
 * each other. A counter that is not kept cannot be locked; whoever then inserts it second fails, and starts over.
 */
final class LockedCounters {

    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private final Sql sql;
    private final Connection connection;
    private final String userKey;
    private final TreeMap<String, Row> rows = new TreeMap<>();

    LockedCounters(Sql sql, Connection connection, String userKey, SortedSet<String> counterKeys) throws SQLException {
        this.sql = sql;
        this.connection = connection;
        this.userKey = userKey;
        try (PreparedStatement statement = connection.prepareStatement(sql.lockCounter)) {
            for (String key : counterKeys) {
                statement.setString(1, userKey);
                statement.setString(2, key);
                try (ResultSet result = statement.executeQuery()) {
                    rows.put(key, result.next() ? new Row(result) : new Row());
                }
            }
        }
    }

    /**
     * Finds out what live holds set aside. A hold that has lapsed stops being counted here, so that a counter whose holds are all
     * over is a plain one again.
     */
    void countHolds(long now) throws SQLException {
        for (var entry : rows.entrySet()) {
            if (entry.getValue().holds > 0) {
                countHolds(entry.getKey(), entry.getValue(), now);
            }
        }
    }

    private void countHolds(String key, Row row, long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.liveHolds)) {
            statement.setString(1, userKey);
            statement.setString(2, key);
            statement.setLong(3, now);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                row.changed |= row.holds != result.getInt(1);
                row.holds = result.getInt(1);
                row.held = sum(result, 2);
            }
        }
    }

    /** A sum, which may be larger than 64 bits hold, and is null if there is nothing to add. */
    static long sum(ResultSet result, int column) throws SQLException {
        BigDecimal sum = result.getBigDecimal(column);
        return sum == null ? 0 : sum.min(MOST).longValueExact();
    }

    CounterState state(CounterKey key, String storeKey) {
        Row row = row(storeKey);
        return new CounterState(key, row.used, row.held, row.peak);
    }

    /** Adds units, whether they fit or not. */
    void add(String storeKey, long amount, @Nullable Instant end) {
        Row row = row(storeKey);
        row.used = Posting.sum(row.used, amount);
        row.peak = Math.max(row.peak, row.used);
        row.endsAt = end == null ? null : Micros.of(end);
        row.changed = true;
    }

    /** Counts one more hold. */
    void hold(String storeKey, long amount, @Nullable Instant end) {
        Row row = row(storeKey);
        row.held = Posting.sum(row.held, amount);
        row.holds++;
        if (!row.kept) {
            row.endsAt = end == null ? null : Micros.of(end);
        }
        row.changed = true;
    }

    /** Gives units back, if the counter is kept. */
    void giveBack(String storeKey, long amount) {
        Row row = row(storeKey);
        row.used = Math.max(0, row.used - amount);
        row.changed |= row.kept;
    }

    private Row row(String storeKey) {
        Row row = rows.get(storeKey);
        if (row == null) {
            throw new IllegalStateException("the counter was not locked: " + storeKey);
        }
        return row;
    }

    /** Writes what was changed. */
    void write() throws SQLException {
        for (var entry : rows.entrySet()) {
            Row row = entry.getValue();
            if (row.changed) {
                write(entry.getKey(), row);
            }
        }
    }

    private void write(String key, Row row) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(row.kept ? sql.updateCounter : sql.insertCounter)) {
            statement.setLong(1, row.used);
            statement.setLong(2, row.peak);
            statement.setInt(3, row.holds);
            if (row.endsAt == null) {
                statement.setNull(4, Types.BIGINT);
            } else {
                statement.setLong(4, row.endsAt);
            }
            statement.setString(5, userKey);
            statement.setString(6, key);
            statement.executeUpdate();
        }
    }

    private static final class Row {

        final boolean kept;
        long used;
        long peak;
        int holds;
        long held;

        @Nullable
        Long endsAt;

        boolean changed;

        /** One that is not kept. */
        Row() {
            kept = false;
        }

        Row(ResultSet result) throws SQLException {
            kept = true;
            used = result.getLong(1);
            peak = result.getLong(2);
            holds = result.getInt(3);
            long end = result.getLong(4);
            endsAt = result.wasNull() ? null : end;
        }
    }
}
