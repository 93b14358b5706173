package io.valve4j.cli.bench;

import java.util.List;

/**
 * Somebody who is measured, as far as the table goes.
 *
 * @param name its name in its group
 * @param role what it is compared as
 * @param bounds what it must keep to
 */
record Entrant(String name, Role role, List<Bound> bounds) {

    /** What somebody is compared as. */
    enum Role {
        /** The least that the work could cost: for those below it, until the next one. */
        FLOOR,
        OURS,
        PEER
    }

    static Entrant floor(String name) {
        return new Entrant(name, Role.FLOOR, List.of());
    }

    static Entrant ours(String name, Bound... bounds) {
        return new Entrant(name, Role.OURS, List.of(bounds));
    }

    static Entrant peer(String name) {
        return new Entrant(name, Role.PEER, List.of());
    }
}
