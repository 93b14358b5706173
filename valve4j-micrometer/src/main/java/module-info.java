/** Meters of a valve for Micrometer, and context that travels into its tasks. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer's modules have but a name
module io.valve4j.micrometer {
    requires transitive context.propagation;
    requires transitive io.valve4j;
    requires transitive micrometer.core;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.valve4j.micrometer;
}
