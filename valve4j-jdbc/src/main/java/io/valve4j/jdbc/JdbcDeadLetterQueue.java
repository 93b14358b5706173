package io.valve4j.jdbc;

import io.valve4j.guard.Guard;
import io.valve4j.internal.check.Checks;
import io.valve4j.store.StoreKey;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.InMemoryDeadLetterQueue.WhenFull;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters in a database, so many at the most: they outlast a restart, and all managers see the same. Tasks themselves cannot be
 * kept there, so a replay is done by the handler of the task's name.
 *
 * <p>When it is full, {@link WhenFull} says which letter is not kept. Whoever puts a letter waits for others who do, and counts the
 * letters; all else is one statement. Each call ends after about 5 s, with a {@link JdbcStoreException} or a
 * {@link io.valve4j.store.TransientStoreException} if the database fails. Thread-safe. The data source stays the caller's.
 */
public final class JdbcDeadLetterQueue implements DeadLetterQueue {

    /** How many letters are kept unless another number is chosen. */
    public static final int DEFAULT_CAPACITY = 10_000;

    private static final Duration LIMIT = Guard.DEFAULT.patience();

    private final Database database;
    private final int capacity;
    private final WhenFull whenFull;

    private JdbcDeadLetterQueue(Database database, int capacity, WhenFull whenFull) {
        this.database = database;
        this.capacity = capacity;
        this.whenFull = whenFull;
    }

    /** Room for {@value #DEFAULT_CAPACITY} letters; the oldest makes room. As {@link #open(DataSource, int, WhenFull)}. */
    public static JdbcDeadLetterQueue open(DataSource source) {
        return open(source, DEFAULT_CAPACITY, WhenFull.DROP_OLDEST);
    }

    /**
     * Room for so many letters. Connects to the database once.
     *
     * @param capacity 1 to 1,000,000; the same for all who open a queue in the database
     * @throws MissingTablesException if the tables are missing (see {@link JdbcStore#migrate})
     * @throws IllegalStateException if they are those of a later version
     * @throws IllegalArgumentException if it is a database that is not known
     * @throws JdbcStoreException if the database cannot be reached
     */
    public static JdbcDeadLetterQueue open(DataSource source, int capacity, WhenFull whenFull) {
        Checks.between("the capacity for dead letters", capacity, 1, 1_000_000);
        Checks.notNull("what happens when it is full", whenFull);
        return new JdbcDeadLetterQueue(JdbcStore.connect(source), capacity, whenFull);
    }

    @Override
    public List<DeadLetter> put(DeadLetter letter) {
        Checks.notNull("the dead letter", letter);
        return database.inTransaction("keep a dead letter", LIMIT, connection -> put(connection, letter));
    }

    private List<DeadLetter> put(Connection connection, DeadLetter letter) throws SQLException {
        ask(connection, "SELECT 1 FROM valve_lock WHERE name = 'dead letters' FOR UPDATE");
        String key = StoreKey.of(letter.id());
        delete(connection, key);
        long tooMany = count(connection) + 1 - capacity;
        if (tooMany > 0 && whenFull == WhenFull.REFUSE_NEW) {
            return List.of(letter);
        }
        List<DeadLetter> lost = tooMany > 0 ? list(connection, "", tooMany) : List.of();
        for (DeadLetter each : lost) {
            delete(connection, StoreKey.of(each.id()));
        }
        insert(connection, key, letter);
        return lost;
    }

    private static void insert(Connection connection, String key, DeadLetter letter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO valve_dead_letter (letter_key, user_key, resource, task, failed_at, attempts, body)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            statement.setString(1, key);
            statement.setString(2, StoreKey.of(letter.origin().user()));
            statement.setString(3, StoreKey.of(letter.origin().resource()));
            statement.setString(4, StoreKey.of(letter.job().name()));
            statement.setLong(5, Micros.of(letter.failure().failedAt()));
            statement.setInt(6, letter.failure().attempts());
            statement.setBytes(7, LetterBytes.of(letter));
            statement.executeUpdate();
        }
    }

    private static boolean delete(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM valve_dead_letter WHERE letter_key = ?")) {
            statement.setString(1, key);
            return statement.executeUpdate() > 0;
        }
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        String key = StoreKey.of(id);
        return database.inStatement("find a dead letter", LIMIT, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT body FROM valve_dead_letter WHERE letter_key = ?")) {
                statement.setString(1, key);
                try (ResultSet result = statement.executeQuery()) {
                    return result.next() ? Optional.of(LetterBytes.letter(result.getBytes(1))) : Optional.empty();
                }
            }
        });
    }

    @Override
    public List<DeadLetter> list(@Nullable String afterId, int most) {
        Checks.between("the number of letters to list", most, 1, Integer.MAX_VALUE);
        String after = afterId == null ? "" : StoreKey.of(afterId);
        return database.inStatement("list dead letters", LIMIT, connection -> list(connection, after, most));
    }

    private static List<DeadLetter> list(Connection connection, String afterKey, long most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT body FROM valve_dead_letter WHERE letter_key > ? ORDER BY letter_key LIMIT ?")) {
            statement.setString(1, afterKey);
            statement.setLong(2, most);
            try (ResultSet result = statement.executeQuery()) {
                List<DeadLetter> page = new ArrayList<>();
                while (result.next()) {
                    page.add(LetterBytes.letter(result.getBytes(1)));
                }
                return List.copyOf(page);
            }
        }
    }

    @Override
    public boolean remove(String id) {
        String key = StoreKey.of(id);
        return database.inStatement("remove a dead letter", LIMIT, connection -> delete(connection, key));
    }

    @Override
    public long size() {
        return database.inStatement("count dead letters", LIMIT, JdbcDeadLetterQueue::count);
    }

    private static long count(Connection connection) throws SQLException {
        return ask(connection, "SELECT COUNT(*) FROM valve_dead_letter");
    }

    private static long ask(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    /** Does nothing: the data source belongs to whoever made it. */
    @Override
    public void close() {}
}
