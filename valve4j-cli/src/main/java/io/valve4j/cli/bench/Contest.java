package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Entrant.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is compared with whom.
 *
 * @param name what they all do
 * @param unit in what they are scored
 * @param entrants in the order of the table: each is compared to the nearest floor above it, if there is one
 */
record Contest(String name, Unit unit, List<Entrant> entrants) {

    /** Keeps a copy. */
    Contest {
        entrants = List.copyOf(entrants);
        Set<String> names = new HashSet<>();
        for (Entrant entrant : entrants) {
            if (!names.add(entrant.name())) {
                throw new IllegalArgumentException(entrant.name() + " takes part in \"" + name + "\" twice");
            }
        }
        for (Entrant entrant : entrants) {
            for (Bound bound : entrant.bounds()) {
                switch (bound.measure()) {
                    case FLOOR -> mustHaveFloor(entrant.name(), name, entrants);
                    case OTHER -> mustTakePart(bound.other(), name, names);
                    case GROWTH -> {
                        mustTakePart(bound.other(), name, names);
                        mustHaveFloor(entrant.name(), name, entrants);
                        mustHaveFloor(bound.other(), name, entrants);
                    }
                    case SCORE, BYTES -> {}
                }
            }
        }
    }

    private static void mustTakePart(String other, String name, Set<String> names) {
        if (!names.contains(other)) {
            throw new IllegalArgumentException(
                    "a bound names " + other + ", who takes no part in \"" + name + "\", only " + names);
        }
    }

    private static void mustHaveFloor(String entrant, String name, List<Entrant> entrants) {
        if (floorAbove(entrant, entrants).isEmpty()) {
            throw new IllegalArgumentException(
                    "a bound compares " + entrant + " to a floor, but there is none above it in \"" + name + '"');
        }
    }

    /** To whose score that of one of them is compared. */
    Optional<String> floorOf(String entrant) {
        return floorAbove(entrant, entrants);
    }

    private static Optional<String> floorAbove(String name, List<Entrant> entrants) {
        Optional<String> floor = Optional.empty();
        for (Entrant entrant : entrants) {
            if (entrant.name().equals(name)) {
                return entrant.role() == Role.FLOOR ? Optional.empty() : floor;
            }
            if (entrant.role() == Role.FLOOR) {
                floor = Optional.of(entrant.name());
            }
        }
        return Optional.empty();
    }
}
