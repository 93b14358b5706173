package io.valve4j.internal.store;

/** Which failures of a store say that it does not work. */
public final class Outages {

    private Outages() {}

    /** Whether it does not work, rather than works and says no. */
    public static boolean is(RuntimeException failure) {
        return !(failure instanceof IllegalStateException || failure instanceof IllegalArgumentException);
    }
}
