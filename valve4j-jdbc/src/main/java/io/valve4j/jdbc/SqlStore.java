package io.valve4j.jdbc;

import io.valve4j.guard.Guard;
import io.valve4j.internal.check.Checks;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.StoreKey;
import io.valve4j.store.SubscriptionBytes;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store itself, not guarded: reads, and the way to {@link PlainCharge}, {@link Charging}, {@link Settling} and {@link Saving}. */
final class SqlStore implements ValveStore {

    private static final String CHARGE = "charge";

    private final Database database;
    private final Sql sql;
    private final Guard guard;
    private final @Nullable PlainCharge plain;
    private final Charging charging;
    private final Settling settling;
    private final Saving saving;

    SqlStore(Database database, Sql sql, Guard guard) {
        this.database = database;
        this.sql = sql;
        this.guard = guard;
        Steps steps = new Steps(database.dialect, sql);
        this.plain = database.dialect == Dialect.POSTGRESQL ? new PlainCharge(database.dialect, sql) : null;
        this.charging = new Charging(database.dialect, sql, steps);
        this.settling = new Settling(database.dialect, sql, steps);
        this.saving = new Saving(database, sql, guard.patience());
    }

    @Override
    public Instant now() {
        return database.inStatement("tell the time", guard.timeout(), connection -> Micros.instant(micros(connection)));
    }

    private long micros(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.now);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    @Override
    public Optional<Subscription> find(String userId) {
        String userKey = StoreKey.of(userId);
        return database.inStatement("find a subscription", guard.timeout(), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.findSubscription)) {
                statement.setString(1, userKey);
                try (ResultSet result = statement.executeQuery()) {
                    return result.next()
                            ? Optional.of(SubscriptionBytes.subscription(result.getBytes(1)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        return saving.save(next, expectedRevision, event);
    }

    @Override
    public ChargeResult charge(Charge charge) {
        PlainCharge one = plain;
        if (one != null && charge.isPlain()) {
            Optional<ChargeResult> answer = database.inStatement(
                    CHARGE, guard.timeout(), connection -> Optional.ofNullable(one.charge(connection, charge)));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return database.inTransaction(CHARGE, guard.timeout(), connection -> charging.charge(connection, charge));
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        return database.inTransaction(
                "settle a charge", guard.timeout(), connection -> settling.settle(connection, settlement));
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        List<String> storeKeys = keys.stream().map(StoreKey::of).toList();
        return database.inStatement("read counters", guard.timeout(), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.counters(keys.size()))) {
                statement.setString(1, StoreKey.of(userId));
                for (int i = 0; i < keys.size(); i++) {
                    statement.setString(i + 2, storeKeys.get(i));
                }
                try (ResultSet result = statement.executeQuery()) {
                    return states(keys, storeKeys, result);
                }
            }
        });
    }

    private static List<CounterState> states(List<CounterKey> keys, List<String> storeKeys, ResultSet result)
            throws SQLException {
        Map<String, CounterState> found = new HashMap<>();
        while (result.next()) {
            String storeKey = result.getString(1);
            CounterKey key = keys.get(storeKeys.indexOf(storeKey));
            found.put(
                    storeKey,
                    new CounterState(key, result.getLong(2), LockedCounters.sum(result, 4), result.getLong(3)));
        }
        List<CounterState> states = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            CounterState state = found.get(storeKeys.get(i));
            states.add(state == null ? CounterState.untouched(keys.get(i)) : state);
        }
        return List.copyOf(states);
    }

    @Override
    public List<Subscription> list(@Nullable String afterUserId, int most) {
        Checks.between("the most subscriptions to list", most, 1, Integer.MAX_VALUE);
        String after = afterUserId == null ? "" : StoreKey.of(afterUserId);
        return database.inStatement("list subscriptions", guard.patience(), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.listSubscriptions)) {
                statement.setString(1, after);
                statement.setInt(2, most);
                try (ResultSet result = statement.executeQuery()) {
                    List<Subscription> page = new ArrayList<>();
                    while (result.next()) {
                        page.add(SubscriptionBytes.subscription(result.getBytes(1)));
                    }
                    return List.copyOf(page);
                }
            }
        });
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return database.inStatement("read the audit", guard.patience(), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.listEvents)) {
                statement.setString(1, StoreKey.of(userId));
                try (ResultSet result = statement.executeQuery()) {
                    List<AuditEvent> events = new ArrayList<>();
                    while (result.next()) {
                        events.add(SubscriptionBytes.event(result.getBytes(1)));
                    }
                    return List.copyOf(events);
                }
            }
        });
    }

    @Override
    public int purge(int most) {
        Checks.between("the most to purge", most, 1, Integer.MAX_VALUE);
        int dropped = 0;
        for (Sql.Purge purge : sql.purges) {
            int rest = most - dropped;
            if (rest > 0) {
                dropped += database.inStatement("purge", guard.patience(), connection -> drop(connection, purge, rest));
            }
        }
        return dropped;
    }

    private int drop(Connection connection, Sql.Purge purge, int most) throws SQLException {
        long now = micros(connection);
        try (PreparedStatement statement = connection.prepareStatement(purge.delete())) {
            statement.setLong(1, Micros.before(now, purge.memory()));
            statement.setInt(2, most);
            return statement.executeUpdate();
        }
    }

    /** Does nothing: the pool belongs to whoever made it. */
    @Override
    public void close() {}
}
