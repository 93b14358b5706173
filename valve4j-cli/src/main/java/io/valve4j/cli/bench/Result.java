package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Race.Spread;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param group which engine, or what else is compared only within itself
 * @param name what was measured
 * @param perSecond operations per second
 * @param comparison with what it is compared; empty if with nothing
 */
public record Result(String group, String name, Spread perSecond, Optional<Comparison> comparison) {

    /**
     * A ratio and what it should be.
     *
     * @param other to what it is compared
     * @param ratio how many times as fast it is
     * @param atLeast the bound; 0 if there is none
     */
    public record Comparison(String other, Spread ratio, double atLeast) {

        /** Whether there is anything to hold. */
        public boolean bound() {
            return atLeast > 0;
        }

        /** Whether the bound is held, by the median. */
        public boolean held() {
            return ratio.median() >= atLeast;
        }
    }
}
