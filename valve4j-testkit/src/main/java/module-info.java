/**
 * Helpers for tests of valve4j and of what is built on it. Needs no test framework.
 */
module io.valve4j.testkit {
    requires transitive io.valve4j;
    requires static org.jspecify;

    exports io.valve4j.testkit;
}
