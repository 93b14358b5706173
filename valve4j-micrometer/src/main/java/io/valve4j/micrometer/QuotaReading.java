package io.valve4j.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.valve4j.quota.Usage;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a quota of one user stood when it was last read.
 *
 * @param key which
 * @param usage how it stood
 */
record QuotaReading(Key key, Usage usage) {

    /**
     * One quota of one user.
     *
     * @param user whose
     * @param profile the profile that has it
     * @param quota its name
     */
    record Key(String user, String profile, String quota) {}

    /** Used and held units over the limit: 1 where nothing is left, 0 without a limit. Above 1 past a soft or lowered limit. */
    double utilisation() {
        if (usage.unlimited()) {
            return 0;
        }
        double taken = (double) usage.used() + usage.held();
        return usage.limit() == 0 ? 1 : taken / usage.limit();
    }

    private double limit() {
        return usage.unlimited() ? Double.POSITIVE_INFINITY : usage.limit();
    }

    /** The three gauges of what is to be found in a source; NaN while there is nothing. */
    static <S> List<Gauge> gauges(
            Meters meters, String prefix, S source, Function<S, @Nullable QuotaReading> find, String... tags) {
        return List.of(
                meters.gauge(
                        prefix + "used",
                        "Units used, in the unit of the quota's meter",
                        null,
                        source,
                        of(find, reading -> reading.usage().used()),
                        tags),
                meters.gauge(
                        prefix + "limit",
                        "The limit in force with live grants, in the unit of the quota's meter",
                        null,
                        source,
                        of(find, QuotaReading::limit),
                        tags),
                meters.gauge(
                        prefix + "utilisation",
                        "Used and held units over the limit: 1 where nothing is left",
                        null,
                        source,
                        of(find, QuotaReading::utilisation),
                        tags));
    }

    private static <S> ToDoubleFunction<S> of(
            Function<S, @Nullable QuotaReading> find, ToDoubleFunction<QuotaReading> value) {
        return source -> {
            QuotaReading reading = find.apply(source);
            return reading == null ? Double.NaN : value.applyAsDouble(reading);
        };
    }
}
