package io.valve4j.examples;

import java.io.PrintStream;

/** A program that prints what it does, and returns once it is done. */
@FunctionalInterface
public interface Example {

    /**
     * Runs once, in real time.
     *
     * @param out what it prints to, in lines of at most 80 columns
     * @throws Exception if something did not go as it should
     */
    void run(PrintStream out) throws Exception;
}
