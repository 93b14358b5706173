package io.valve4j.testkit;

import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Property tests on seeded random input: a property is tried many times, each time with a random generator of its own, and
 * a failure says with which seed to see it again.
 *
 * <pre>{@code
 * Seeds.check("a refund mints nothing", 1_000, random -> {
 *     long cost = random.nextLong(1, 100);
 *     ...
 * });
 * }</pre>
 *
 * <p>The base seed is the system property {@value #PROPERTY}, or else chosen at random; it is printed once per JVM. The
 * iteration that failed becomes the first one when its seed is given as the base seed, so a failure far into a long run is
 * repeated at once.
 *
 * <p>Thread-safe: it keeps no state but the base seed.
 */
public final class Seeds {

    /** The system property that holds the base seed, a decimal {@code long}. */
    public static final String PROPERTY = "valve4j.seed";

    private Seeds() {}

    /** A property of random input: returns if it holds, and throws if it does not. */
    @FunctionalInterface
    public interface Property {

        /**
         * Tries the property once.
         *
         * @param random all randomness of this try; {@code random.split()} gives a thread its own
         * @throws Throwable if the property does not hold
         */
        void check(SplittableRandom random) throws Throwable;
    }

    /**
     * Tries a property up to the first failure, on the calling thread.
     *
     * @param name says in the failure message what should have held
     * @param iterations how many times to try it, at least 1
     * @throws AssertionError if it failed; the message says how to repeat it, the cause is what the property threw
     */
    public static void check(String name, int iterations, Property property) {
        check(name, iterations, Base.SEED, property);
    }

    static void check(String name, int iterations, long baseSeed, Property property) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(property, "property");
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, but was " + iterations);
        }
        for (int i = 0; i < iterations; i++) {
            long seed = baseSeed + i;
            try {
                property.check(new SplittableRandom(mix(seed)));
            } catch (Throwable failure) {
                if (failure instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new AssertionError(
                        "\"%s\" failed in iteration %d of %d; repeat it with -D%s=%d%n%s"
                                .formatted(name, i + 1, iterations, PROPERTY, seed, failure),
                        failure);
            }
        }
    }

    static long parse(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "system property %s must be a whole number between -2^63 and 2^63-1, but was \"%s\""
                            .formatted(PROPERTY, text),
                    e);
        }
    }

    /**
     * Neighbouring seeds must give unrelated streams, which SplittableRandom alone does not promise: its state is a plain
     * counter. This is the finaliser of MurmurHash3.
     */
    private static long mix(long seed) {
        long z = (seed ^ (seed >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    private static final class Base {
        static final long SEED = choose();

        private static long choose() {
            String given = System.getProperty(PROPERTY);
            long seed = given == null ? ThreadLocalRandom.current().nextLong(Long.MAX_VALUE) : parse(given);
            System.out.println("valve4j: base seed of property tests: -D" + PROPERTY + "=" + seed);
            return seed;
        }
    }
}
