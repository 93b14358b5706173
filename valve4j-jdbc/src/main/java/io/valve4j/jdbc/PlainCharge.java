package io.valve4j.jdbc;

import io.valve4j.quota.Quota;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.Pool;
import io.valve4j.store.Posting;
import io.valve4j.store.PostingBytes;
import io.valve4j.store.StoreKey;
import io.valve4j.store.ValveStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What most charges are: units from one counter, of which nothing is held. PostgreSQL does that in one statement, which is one round
 * trip: it inserts the counter, or updates it if the units fit, and remembers the id if it did either.
 *
 * <p>The subscription's row is shared meanwhile, so that a charge and a change of the subscription never overlap. The counter's row is
 * judged as it is when it is locked, not as it was when the statement began.
 *
 * <p>Where the statement changes nothing, one look says why, if that is plain too; what is not is for {@link Charging}.
 */
final class PlainCharge {

    private static final String MOST = Long.toString(Long.MAX_VALUE);

    private final Dialect dialect;
    private final String forAnyRevision;
    private final String forOneRevision;
    private final String standing;

    PlainCharge(Dialect dialect, Sql sql) {
        this.dialect = dialect;
        this.forAnyRevision = statement(sql.now, "", "");
        this.forOneRevision = statement(
                sql.now,
                "live AS (SELECT 1 FROM valve_subscription WHERE user_key = ? AND revision = ? FOR SHARE), ",
                " AND EXISTS (SELECT 1 FROM live)");
        this.standing = sql.standing;
    }

    private static String statement(String now, String live, String ifLive) {
        String sum = "CASE WHEN kept.used > " + MOST + " - excluded.used THEN " + MOST
                + " ELSE kept.used + excluded.used END";
        return "WITH clock AS MATERIALIZED (" + now + " AS now), " + live
                + "charged AS (INSERT INTO valve_counter AS kept"
                + " (user_key, counter_key, used, peak, holds, ends_at)"
                + " SELECT ?, ?, ?, ?, 0, ? FROM clock WHERE now >= ? AND now < ?" + ifLive
                + " AND NOT EXISTS (SELECT 1 FROM valve_step WHERE id = ?)"
                + " ON CONFLICT (user_key, counter_key) DO UPDATE SET used = " + sum
                + ", peak = GREATEST(kept.peak, " + sum + "), peak_before = kept.peak, ends_at = excluded.ends_at"
                + " WHERE kept.used <= ? AND kept.holds = 0"
                + " RETURNING used, peak, peak_before),"
                + " remembered AS (INSERT INTO valve_step (id, ends_at, postings)"
                + " SELECT ?, now + " + Micros.after(0, ValveStore.ID_MEMORY) + ", ? FROM clock, charged)"
                + " SELECT used, peak, peak_before FROM charged";
    }

    /** The answer; null if it takes more than a statement to say. */
    @Nullable
    ChargeResult charge(Connection connection, Charge charge) throws SQLException {
        ChargeLine line = charge.lines().get(0);
        Pool pool = line.pools().get(0);
        String userKey = StoreKey.of(charge.userId());
        String counterKey = StoreKey.of(pool.key());
        if (line.amount() <= pool.limit()) {
            ChargeResult admitted = admit(connection, charge, line.amount(), userKey, counterKey);
            if (admitted != null) {
                return admitted;
            }
        }
        return refuse(connection, charge, line.amount(), userKey, counterKey);
    }

    private @Nullable ChargeResult admit(
            Connection connection, Charge charge, long amount, String userKey, String counterKey) throws SQLException {
        Pool pool = charge.lines().get(0).pools().get(0);
        boolean any = charge.expectedRevision() == 0;
        try (PreparedStatement statement = connection.prepareStatement(any ? forAnyRevision : forOneRevision)) {
            int i = 0;
            if (!any) {
                statement.setString(++i, userKey);
                statement.setLong(++i, charge.expectedRevision());
            }
            statement.setString(++i, userKey);
            statement.setString(++i, counterKey);
            statement.setLong(++i, amount);
            statement.setLong(++i, amount);
            if (pool.end() == null) {
                statement.setNull(++i, Types.BIGINT);
            } else {
                statement.setLong(++i, Micros.of(pool.end()));
            }
            statement.setLong(++i, Micros.of(charge.validity().from()));
            statement.setLong(++i, Micros.orForever(charge.validity().until()));
            dialect.setId(statement, ++i, charge.id());
            statement.setLong(++i, most(pool, amount));
            dialect.setId(statement, ++i, charge.id());
            statement.setBytes(++i, PostingBytes.of(List.of(new Posting(pool.key(), amount, pool.end()))));
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    return null;
                }
                CounterState after = new CounterState(pool.key(), result.getLong(1), 0, result.getLong(2));
                return new ChargeResult.Admitted(List.of(new Draw(amount, result.getLong(3), after)));
            }
        }
    }

    /** What may be used already, so that the amount still fits. */
    private static long most(Pool pool, long amount) {
        return pool.limit() == Quota.UNLIMITED ? Long.MAX_VALUE : pool.limit() - amount;
    }

    private @Nullable ChargeResult refuse(
            Connection connection, Charge charge, long amount, String userKey, String counterKey) throws SQLException {
        Pool pool = charge.lines().get(0).pools().get(0);
        try (PreparedStatement statement = connection.prepareStatement(standing)) {
            dialect.setId(statement, 1, charge.id());
            statement.setString(2, userKey);
            statement.setString(3, userKey);
            statement.setString(4, counterKey);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                boolean held = result.getInt(4) > 0;
                boolean done = result.getInt(5) > 0;
                if (done) {
                    return null;
                }
                boolean changed = charge.expectedRevision() != 0 && charge.expectedRevision() != result.getLong(6);
                if (changed || !charge.validity().contains(Micros.instant(result.getLong(1)))) {
                    return new ChargeResult.Stale();
                }
                CounterState present = new CounterState(pool.key(), result.getLong(2), 0, result.getLong(3));
                return held || pool.room(present) >= amount ? null : new ChargeResult.Refused(List.of(present));
            }
        }
    }
}
