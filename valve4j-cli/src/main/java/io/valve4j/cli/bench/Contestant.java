package io.valve4j.cli.bench;

/**
 * Something whose throughput is measured.
 *
 * @param name as it is called in the table
 * @param step what is done again and again, by several threads at once
 */
record Contestant(String name, Step step) {

    /** One operation. */
    @FunctionalInterface
    interface Step {

        /**
         * Does it once.
         *
         * @param random a number that is another one each time, to choose by
         * @throws Exception if it did not work: that ends the race
         */
        void run(long random) throws Exception;
    }
}
