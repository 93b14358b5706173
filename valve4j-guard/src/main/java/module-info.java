/** A timeout and a circuit breaker in front of a store. */
@SuppressWarnings("requires-automatic") // Resilience4j has no module descriptors, but names of its own
module io.valve4j.guard {
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires transitive io.valve4j;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.valve4j.guard;
}
