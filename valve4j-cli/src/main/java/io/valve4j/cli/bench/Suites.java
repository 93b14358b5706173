package io.valve4j.cli.bench;

import java.util.List;
import java.util.Optional;

/** All suites. A new one is added to the list here, and nowhere else. */
public final class Suites {

    /** In the order in which they are listed. */
    public static final List<Suite> ALL = List.of(
            AcquireSuite.create(),
            KeyedSuite.create(),
            SubmitSuites.dedicated(),
            SubmitSuites.shared(),
            new ChargeSuite(),
            MemorySuite.create(),
            FairnessSuite.create());

    private Suites() {}

    /** The suite of a name. */
    public static Optional<Suite> find(String name) {
        return ALL.stream().filter(suite -> suite.name().equals(name)).findFirst();
    }
}
