package io.valve4j.cli.demo;

/** Something to watch. */
public interface Demo {

    /** How it is called: {@code valve demo NAME}. */
    String name();

    /** What it shows, in a few words. */
    String summary();

    /**
     * Plays it once, in real time.
     *
     * @return whether what was counted adds up
     * @throws InterruptedException if the thread was interrupted; the demo ends early then
     * @throws Exception if something else did not go as it should
     */
    boolean play(Stage stage) throws Exception;
}
