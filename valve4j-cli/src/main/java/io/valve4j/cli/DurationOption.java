package io.valve4j.cli;

import io.valve4j.cli.report.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option such as {@code 50ms}, {@code 1.5s} or {@code 2min}: zero or more, at most a year. */
final class DurationOption implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?) ?(ns|us|ms|s|min|h|day)?");
    private static final BigDecimal MOST_NANOS =
            BigDecimal.valueOf(Duration.ofDays(365).toNanos());
    private static final Map<String, Duration> UNITS = Map.of(
            "ns", Duration.ofNanos(1),
            "us", Duration.ofNanos(1_000),
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "day", Duration.ofDays(1));

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text.strip());
        boolean zero = text.strip().equals("0");
        if (form.matches() && (zero || form.group(2) != null)) {
            Duration unit = zero ? Duration.ZERO : UNITS.getOrDefault(form.group(2), Duration.ZERO);
            BigDecimal nanos = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit.toNanos()));
            if (nanos.compareTo(MOST_NANOS) <= 0) {
                return Duration.ofNanos(nanos.longValue());
            }
        }
        throw new TypeConversionException("must be a duration such as 50ms, 30s or 2min (units ns, us, ms, s, min, h,"
                + " day), at most 365 days, but was " + Text.quoted(text));
    }
}
