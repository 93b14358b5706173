package io.valve4j.jdbc;

import org.jspecify.annotations.Nullable;

/** Thrown where a database has not the tables of valve4j, or not those of this version. Says what makes them. */
public final class MissingTablesException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final String ddl;

    MissingTablesException(Dialect dialect, @Nullable Throwable cause) {
        super(
                "the tables of valve4j are missing in this database: run JdbcStore.migrate(dataSource) once, or "
                        + Schema.file(dialect) + " from the jar of valve4j-jdbc",
                cause);
        this.ddl = Schema.file(dialect);
    }

    /** The file that makes them, on the class path. */
    public String ddl() {
        return ddl;
    }
}
