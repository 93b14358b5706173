package io.valve4j.jdbc;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.Posting;
import io.valve4j.store.PostingBytes;
import io.valve4j.store.StoreKey;
import io.valve4j.store.ValveStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of steps: ids of charges and refunds, and idempotency keys. The key of each row is unique, so of two
 * transactions that remember the same the second fails, starts over, and finds it.
 */
final class Steps {

    private final Dialect dialect;
    private final Sql sql;

    Steps(Dialect dialect, Sql sql) {
        this.dialect = dialect;
        this.sql = sql;
    }

    /** The time, and what is remembered of a step and a key. */
    Look look(Connection connection, UUID id, String userKey, Charge.@Nullable ReplayKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.look)) {
            dialect.setId(statement, 1, id);
            statement.setString(2, userKey);
            // No key is empty.
            statement.setString(3, key == null ? "" : StoreKey.of(key.key()));
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                UUID charge = dialect.id(result, 4);
                Remembered remembered = charge == null
                        ? null
                        : new Remembered(result.getString(3), charge, result.getBytes(5), result.getLong(6));
                return new Look(result.getLong(1), result.getBytes(2), remembered);
            }
        }
    }

    void remember(Connection connection, UUID id, byte[] postings, long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.insertStep)) {
            dialect.setId(statement, 1, id);
            statement.setLong(2, Micros.after(now, ValveStore.ID_MEMORY));
            statement.setBytes(3, postings);
            statement.executeUpdate();
        }
    }

    /** Remembers a key, in the place of one whose time is up; not of one that somebody else has put there since the look. */
    void remember(
            Connection connection, String userKey, Charge charge, Charge.ReplayKey key, byte[] postings, Look look)
            throws SQLException {
        String replayKey = StoreKey.of(key.key());
        if (look.key != null) {
            try (PreparedStatement statement = connection.prepareStatement(sql.deleteOldKey)) {
                statement.setString(1, userKey);
                statement.setString(2, replayKey);
                statement.setLong(3, look.now);
                statement.executeUpdate();
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.insertKey)) {
            statement.setString(1, userKey);
            statement.setString(2, replayKey);
            statement.setString(3, StoreKey.of(key.demand()));
            dialect.setId(statement, 4, charge.id());
            statement.setLong(5, Micros.after(look.now, ValveStore.KEY_MEMORY));
            statement.setBytes(6, postings);
            statement.executeUpdate();
        }
    }

    void forgetKeyOf(Connection connection, String userKey, UUID charge) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.deleteKeyOfCharge)) {
            dialect.setId(statement, 1, charge);
            statement.setString(2, userKey);
            statement.executeUpdate();
        }
    }

    /**
     * What was found.
     *
     * @param now the server's time
     * @param step what the step drew, if it was done
     * @param key what is remembered under the key; its time may be up
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on within this package, never compared
    record Look(long now, byte @Nullable [] step, @Nullable Remembered key) {

        /** The answer to a charge that is a repeat; null if it is none. */
        @Nullable
        ChargeResult repeat(Charge charge) {
            if (step != null) {
                return new ChargeResult.Replayed(charge.id(), PostingBytes.postings(step));
            }
            Charge.ReplayKey asked = charge.replayKey();
            if (asked == null || key == null || key.endsAt <= now) {
                return null;
            }
            return key.demand.equals(StoreKey.of(asked.demand()))
                    ? new ChargeResult.Replayed(key.charge, key.drawn())
                    : new ChargeResult.KeyReused();
        }
    }

    /** An idempotency key as it is kept. */
    @SuppressWarnings("ArrayRecordComponent") // handed on within this package, never compared
    record Remembered(String demand, UUID charge, byte[] postings, long endsAt) {

        private List<Posting> drawn() {
            return PostingBytes.postings(postings);
        }
    }
}
