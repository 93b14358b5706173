package io.valve4j;

import io.valve4j.internal.check.Checks;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written form of a {@link Rate}, read and written exactly. */
final class RateFormat {

    static final String UNLIMITED = "unlimited";

    private static final int LONGEST_TEXT = 64;
    private static final Pattern FORM = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,18})?)\\s*/\\s*(\\d{0,19})\\s*([a-z]+)");

    private RateFormat() {}

    static Rate parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw unreadable(text);
        }
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (plain.equals(UNLIMITED)) {
            return Rate.UNLIMITED;
        }
        Matcher form = FORM.matcher(plain);
        if (!form.matches()) {
            throw unreadable(text);
        }
        BigInteger count = form.group(2).isEmpty() ? BigInteger.ONE : new BigInteger(form.group(2));
        BigInteger nanos = count.multiply(BigInteger.valueOf(unitNanos(form.group(3), text)));
        BigDecimal amount = new BigDecimal(form.group(1)).stripTrailingZeros();
        if (amount.scale() <= 0) {
            return rate(amount.toBigIntegerExact(), nanos, text);
        }
        // 0.5 per second is 5 per 10 s, hence 1 per 2 s; the burst stays what one period as written lets through
        BigInteger tens = BigInteger.TEN.pow(amount.scale());
        BigInteger shared = tens.gcd(amount.unscaledValue());
        Rate rate = rate(amount.unscaledValue().divide(shared), nanos.multiply(tens.divide(shared)), text);
        return rate.burst(Math.max(1, Math.min(rate.burst(), amount.longValue())));
    }

    static String format(long permits, Duration period) {
        long nanos = period.toNanos();
        Unit unit = Unit.NS;
        for (Unit larger : Unit.values()) {
            if (nanos % larger.nanos == 0) {
                unit = larger;
            }
        }
        long count = nanos / unit.nanos;
        return permits + "/" + (count == 1 ? "" : count) + unit.symbol;
    }

    private static Rate rate(BigInteger permits, BigInteger nanos, String text) {
        if (permits.bitLength() >= Long.SIZE || nanos.bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException("a rate must be between 1 per 366 days and 1000000000 per second, in"
                    + " numbers below 2^63, but was " + Checks.quoted(text));
        }
        return Rate.of(permits.longValueExact(), Duration.ofNanos(nanos.longValueExact()));
    }

    private static long unitNanos(String symbol, String text) {
        for (Unit unit : Unit.values()) {
            if (unit.symbol.equals(symbol)) {
                return unit.nanos;
            }
        }
        throw unreadable(text);
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "a rate is written as permits/period, such as 100/min, 0.5/s or 5/100ms, with"
                        + " the units ns, us, ms, s, min, h and day, or as " + UNLIMITED + ", but was "
                        + Checks.quoted(text));
    }

    /** From the finest to the coarsest. */
    private enum Unit {
        NS("ns", Duration.ofNanos(1)),
        US("us", Duration.ofNanos(1_000)),
        MS("ms", Duration.ofMillis(1)),
        S("s", Duration.ofSeconds(1)),
        MIN("min", Duration.ofMinutes(1)),
        H("h", Duration.ofHours(1)),
        DAY("day", Duration.ofDays(1));

        private final String symbol;
        private final long nanos;

        Unit(String symbol, Duration length) {
            this.symbol = symbol;
            this.nanos = length.toNanos();
        }
    }
}
