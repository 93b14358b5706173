package io.valve4j.jdbc;

import io.valve4j.internal.check.Checks;
import io.valve4j.store.StoreKey;
import io.valve4j.store.SubscriptionBytes;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of a subscription with its audit event, in one transaction. The event carries an id of this call, so that a change whose
 * commit was not answered can be told from one of somebody else: it is tried again, and either it goes through, or the event is
 * there and says whose it is.
 */
final class Saving {

    /** How often a change is sent again while it is not known whether it was made. */
    private static final int MOST_DOUBTS = 3;

    private static final String WHAT = "change a subscription";

    private final Database database;
    private final Sql sql;
    private final Duration limit;

    Saving(Database database, Sql sql, Duration limit) {
        this.database = database;
        this.sql = sql;
        this.limit = limit;
    }

    boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        UUID step = UUID.randomUUID();
        RuntimeException doubt = null;
        for (int doubts = 0; doubts < MOST_DOUBTS; ) {
            try {
                boolean inDoubt = doubt != null;
                return database.inTransaction(
                        WHAT,
                        limit,
                        connection -> write(connection, next, expectedRevision, event, step)
                                || (inDoubt && isMine(connection, next, step)));
            } catch (RuntimeException failure) {
                if (failure.getCause() instanceof CommitLostException) {
                    doubt = failure;
                } else if (doubt == null) {
                    throw failure;
                }
                doubts++;
            }
        }
        throw new IllegalStateException(
                "it is not known whether the subscription of user " + Checks.quoted(next.userId())
                        + " was changed to revision " + next.revision() + ": look at it before it is changed again",
                doubt);
    }

    private boolean write(Connection connection, Subscription next, long expected, AuditEvent event, UUID step)
            throws SQLException {
        String userKey = StoreKey.of(next.userId());
        if (revision(connection, userKey) != expected) {
            return false;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(expected == 0 ? sql.insertSubscription : sql.updateSubscription)) {
            statement.setLong(1, next.revision());
            statement.setString(2, StoreKey.of(next.tier().profile()));
            statement.setLong(3, Micros.of(next.startsAt()));
            statement.setLong(4, Micros.of(next.endsAt()));
            setTime(statement, 5, next.pausedSince());
            setTime(statement, 6, next.canceledAt());
            statement.setBytes(7, SubscriptionBytes.of(next));
            statement.setString(8, userKey);
            if (expected != 0) {
                statement.setLong(9, expected);
            }
            if (statement.executeUpdate() == 0) {
                return false;
            }
        }
        insert(connection, userKey, event, next.revision(), step);
        return true;
    }

    /** Spares a change that comes too late the violation of a key. */
    private long revision(Connection connection, String userKey) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.revision)) {
            statement.setString(1, userKey);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    private void insert(Connection connection, String userKey, AuditEvent event, long revision, UUID step)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.insertEvent)) {
            statement.setString(1, userKey);
            statement.setLong(2, revision);
            database.dialect.setId(statement, 3, step);
            statement.setLong(4, Micros.of(event.at()));
            statement.setString(5, event.action().name());
            statement.setString(6, StoreKey.of(event.actor()));
            statement.setBytes(7, SubscriptionBytes.of(event));
            statement.executeUpdate();
        }
    }

    private boolean isMine(Connection connection, Subscription next, UUID step) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.findEventStep)) {
            statement.setString(1, StoreKey.of(next.userId()));
            statement.setLong(2, next.revision());
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && step.equals(database.dialect.id(result, 1));
            }
        }
    }

    private static void setTime(PreparedStatement statement, int index, @Nullable Instant at) throws SQLException {
        if (at == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, Micros.of(at));
        }
    }
}
