package io.valve4j.cli.bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * The one statement that a store sends for a charge, found out by listening to it, so that it can be sent again without the store:
 * as raw as it gets, and the same by construction.
 *
 * @param sql its text
 * @param parameters how its parameters were set
 */
record RawStatement(String sql, List<Parameter> parameters) {

    /**
     * How one parameter was set.
     *
     * @param setter a method of {@link PreparedStatement}
     * @param arguments its arguments
     */
    record Parameter(Method setter, List<Object> arguments) {}

    /** What does something with a data source. */
    @FunctionalInterface
    interface Use {

        void of(DataSource source) throws Exception;
    }

    /**
     * Listens to what is sent.
     *
     * @throws IllegalStateException if that is not exactly one statement
     */
    static RawStatement sentBy(Use use, DataSource source) throws Exception {
        List<RawStatement> sent = new ArrayList<>();
        use.of(listening(DataSource.class, source, sent));
        if (sent.size() != 1) {
            throw new IllegalStateException("a charge should be one statement, but was " + sent.size() + ": "
                    + sent.stream().map(RawStatement::sql).toList());
        }
        return sent.get(0);
    }

    private static <T> T listening(Class<T> type, T behind, List<RawStatement> sent) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Object result = invoke(method, behind, given);
                    if (result instanceof Connection connection) {
                        return listening(Connection.class, connection, sent);
                    } else if (result instanceof PreparedStatement statement) {
                        return listening(String.valueOf(given[0]), statement, sent);
                    }
                    return result;
                }));
    }

    private static PreparedStatement listening(String sql, PreparedStatement behind, List<RawStatement> sent) {
        List<Parameter> parameters = new ArrayList<>();
        return (PreparedStatement) Proxy.newProxyInstance(
                PreparedStatement.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (proxy, method, given) -> {
                    if (method.getName().startsWith("set") && given.length >= 2) {
                        parameters.add(new Parameter(method, Arrays.asList(given.clone())));
                    } else if (method.getName().startsWith("execute")) {
                        sent.add(new RawStatement(sql, List.copyOf(parameters)));
                    }
                    return invoke(method, behind, given);
                });
    }

    private static Object invoke(Method method, Object behind, Object[] arguments) throws Throwable {
        try {
            return method.invoke(behind, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    /** Sends it on a connection of a pool, with values changed, and reads the answer. Says whether there was one. */
    boolean send(DataSource source, UnaryOperator<Object> change) throws SQLException, ReflectiveOperationException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Parameter parameter : parameters) {
                Object[] arguments = parameter.arguments().toArray();
                arguments[1] = change.apply(arguments[1]);
                parameter.setter().invoke(statement, arguments);
            }
            boolean answered = false;
            if (statement.execute()) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        answered = rows.getLong(1) >= 0;
                    }
                }
            }
            return answered;
        }
    }

    /** Puts another charge and another user in the place of those that were listened to. */
    static UnaryOperator<Object> replacing(UUID charge, UUID otherCharge, String user, String otherUser) {
        String id = charge.toString();
        String otherId = otherCharge.toString();
        return value -> {
            if (value.equals(charge)) {
                return otherCharge;
            }
            return value instanceof String text ? text.replace(id, otherId).replace(user, otherUser) : value;
        };
    }
}
