package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;

/** What every run must keep to, and how near to it a run came. */
final class Promise {

    /** Some double additions are between what is measured and the bound. */
    static final double ROUNDING = 1 + 1e-6;

    private Promise() {}

    static void assertKept(Simulation run) {
        ReceivedService.Pair widest = run.service().tightest();
        assertThat(widest.use()).as("the gap between %s", widest).isLessThanOrEqualTo(ROUNDING);
        ReceivedService.Pair outrun = run.service().mostOutrun();
        assertThat(outrun.outrunUse()).as("the outrun among %s", outrun).isLessThanOrEqualTo(ROUNDING);
    }

    /** How near to its bounds the worst of some runs came. */
    static final class Worst {

        private double gap;
        private double outrun;

        void add(Simulation run) {
            gap = Math.max(gap, run.service().tightest().use());
            outrun = Math.max(outrun, run.service().mostOutrun().outrunUse());
        }

        double gap() {
            return gap;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "gap %.4f, outrun %.4f of what is allowed", gap, outrun);
        }
    }
}
