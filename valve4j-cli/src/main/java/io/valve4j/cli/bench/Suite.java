package io.valve4j.cli.bench;

import java.util.List;
import java.util.function.Consumer;

/** Something that {@code valve bench} can measure. */
public interface Suite {

    /** How it is called. */
    String name();

    /** What it measures, in one line. */
    String about();

    /** Who is compared with whom in it. */
    List<Contest> contests(boolean quick);

    /**
     * Measures.
     *
     * @param quick whether a first look will do: at most 50 s in all
     * @param progress told what is being done, now and then
     * @throws Exception if something does not work
     */
    SuiteReport run(boolean quick, Consumer<String> progress) throws Exception;
}
