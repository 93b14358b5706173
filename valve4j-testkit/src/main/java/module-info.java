/**
 * Helpers for tests of valve4j and of what is built on it. Needs no test framework, but for the contract of stores, which is
 * run by JUnit.
 */
module io.valve4j.testkit {
    requires transitive io.valve4j;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports io.valve4j.testkit;
    exports io.valve4j.testkit.traffic;

    opens io.valve4j.testkit to
            org.junit.platform.commons;
}
