package io.valve4j.jdbc;

import io.valve4j.store.ForwardingStore;
import io.valve4j.testkit.ValveStoreContract.FailingStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Data sources whose connections break once, as if the server had gone: before or after it did what it was told. */
final class Breaking {

    private static final Set<String> EXECUTIONS = Set.of("execute", "executeQuery", "executeUpdate");
    private static final Set<String> UPDATES = Set.of("executeUpdate");
    private static final Set<String> COMMITS = Set.of("commit");

    private final Set<String> calls;
    private final boolean afterwards;
    private final AtomicBoolean broken = new AtomicBoolean();

    private Breaking(Set<String> calls, boolean afterwards) {
        this.calls = calls;
        this.afterwards = afterwards;
    }

    /** Every way in which a write can fail. */
    static List<FailingStore> stores(DataSource source, Opening opening) {
        return List.of(
                store("lost before the first statement", source, opening, EXECUTIONS, false),
                store("lost after the first statement", source, opening, EXECUTIONS, true),
                store("lost after the first write", source, opening, UPDATES, true),
                store("lost before the commit", source, opening, COMMITS, false),
                store("lost after the commit", source, opening, COMMITS, true));
    }

    private static FailingStore store(
            String how, DataSource source, Opening opening, Set<String> calls, boolean afterwards) {
        DataSource breaking = new Breaking(calls, afterwards).around(DataSource.class, source);
        return new FailingStore(how, new ForwardingStore(opening.open(breaking)) {});
    }

    private <T> T around(Class<T> type, T behind) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(behind, method, arguments)));
    }

    private Object call(Object behind, Method method, Object[] arguments) throws Throwable {
        boolean breaks = calls.contains(method.getName())
                && (behind instanceof Connection || behind instanceof Statement)
                && broken.compareAndSet(false, true);
        if (breaks && !afterwards) {
            end(behind);
        }
        Object result;
        try {
            result = method.invoke(behind, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
        if (breaks) {
            end(behind);
        }
        if (result instanceof Connection connection) {
            return around(Connection.class, connection);
        }
        return result instanceof PreparedStatement statement ? around(PreparedStatement.class, statement) : result;
    }

    private static void end(Object behind) throws SQLException {
        Connection connection = behind instanceof Connection it ? it : ((Statement) behind).getConnection();
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        throw new SQLException("lost on purpose", "08006");
    }

    /** How a store is opened on a data source. */
    @FunctionalInterface
    interface Opening {

        io.valve4j.store.ValveStore open(DataSource source);
    }
}
