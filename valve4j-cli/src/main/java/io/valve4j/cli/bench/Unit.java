package io.valve4j.cli.bench;

/** In what a score is counted. */
public enum Unit {
    NANOS("ns", true),
    PER_SECOND("per second", false),
    BYTES("bytes", true),
    DISPATCHES("others", true),
    THREADS("threads", true);

    private final String text;
    private final boolean lessIsBetter;

    Unit(String text, boolean lessIsBetter) {
        this.text = text;
        this.lessIsBetter = lessIsBetter;
    }

    /** As it stands over a column. */
    public String text() {
        return text;
    }

    boolean lessIsBetter() {
        return lessIsBetter;
    }
}
