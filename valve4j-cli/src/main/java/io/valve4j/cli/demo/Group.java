package io.valve4j.cli.demo;

/**
 * A line of the tables: a customer, or several who behave alike.
 *
 * @param label who, with the plan
 * @param tally what became of their tasks
 */
record Group(String label, Tally tally) {

    static Group of(String label) {
        return new Group(label, new Tally());
    }
}
