/** Keeps subscriptions, usage and dead letters in a relational database. */
module io.valve4j.jdbc {
    requires transitive io.valve4j;
    requires transitive io.valve4j.guard;
    requires transitive java.sql;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.valve4j.jdbc;
}
