package io.valve4j.spring.boot.store;

import io.valve4j.jdbc.MissingTablesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what makes the tables of the store in a relational database. */
final class MissingTablesFailureAnalyzer extends AbstractFailureAnalyzer<MissingTablesException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, MissingTablesException cause) {
        String directory = cause.ddl().substring(0, cause.ddl().lastIndexOf('/'));
        return new FailureAnalysis(
                "The tables of valve4j are missing in the database of the DataSource.",
                "Set valve4j.store.jdbc.migrate to true, and they are made at the start; that needs the right to create tables. Or"
                        + " run the DDL yourself: it is " + cause.ddl()
                        + " in the jar of valve4j-jdbc, and Flyway finds it at classpath:"
                        + directory + ". Or set valve4j.store.type to memory, and nothing is kept.",
                cause);
    }
}
