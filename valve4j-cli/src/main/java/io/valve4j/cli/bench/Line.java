package io.valve4j.cli.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One line of the table.
 *
 * @param name what was measured
 * @param role as what it is compared
 * @param score in the unit of its group
 * @param bytes allocated per operation, where that was counted
 * @param toFloor the score in terms of the floor's
 * @param toBestPeer ours in terms of the best peer's in the group
 * @param verdicts what was to be kept to, and whether it was
 */
record Line(
        String name,
        Entrant.Role role,
        Spread score,
        OptionalDouble bytes,
        Optional<Spread> toFloor,
        Optional<Spread> toBestPeer,
        List<Verdict> verdicts) {

    /**
     * Whether a bound was held.
     *
     * @param bound what was to be kept to
     * @param measured what came out
     */
    record Verdict(Bound bound, double measured) {

        boolean held() {
            return bound.isHeldBy(measured);
        }
    }
}
