package io.valve4j.cli.bench;

import java.util.List;

/**
 * Somebody who is measured, as far as the table goes.
 *
 * @param name its name in its group
 * @param role what it is compared as
 * @param floor the name of the floor to which it is compared; empty if to none
 * @param bounds what it must keep to
 */
record Entrant(String name, Role role, String floor, List<Bound> bounds) {

    /** What somebody is compared as. */
    enum Role {
        /** The least that the work could cost. */
        FLOOR,
        OURS,
        PEER
    }

    static Entrant floor(String name) {
        return new Entrant(name, Role.FLOOR, name, List.of());
    }

    static Entrant ours(String name, String floor, Bound... bounds) {
        return new Entrant(name, Role.OURS, floor, List.of(bounds));
    }

    static Entrant peer(String name, String floor) {
        return new Entrant(name, Role.PEER, floor, List.of());
    }
}
