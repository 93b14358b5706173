package io.valve4j.cli.demo;

import java.util.List;
import java.util.Optional;

/** All demos. A new one is added to the list here, and nowhere else. */
public final class Demos {

    /** In the order in which they are listed; the first is played when none is named. */
    public static final List<Demo> ALL = List.of(new SaasDemo(), new QuickstartDemo());

    private Demos() {}

    /** The demo of a name. */
    public static Optional<Demo> find(String name) {
        return ALL.stream().filter(demo -> demo.name().equals(name)).findFirst();
    }
}
