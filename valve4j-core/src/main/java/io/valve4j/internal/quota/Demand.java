package io.valve4j.internal.quota;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for, by meter; which quotas count it is another matter.
 *
 * @param calls units for the quotas that count calls; 0 leaves them alone
 * @param costs units for the quotas that count other meters, 1 or more each; meters that no quota counts are passed over
 * @param key the idempotency key; null if this is no repeat and will not be repeated
 */
public record Demand(
        long calls, Map<String, Long> costs, @Nullable String key) {

    /** Checks every part. */
    public Demand {
        Checks.between("the number of calls", calls, 0, Long.MAX_VALUE);
        costs = Map.copyOf(Checks.notNull("the costs", costs));
        if (!costs.isEmpty()) {
            costs.forEach(Demand::checkCost);
        }
        if (key != null) {
            Checks.name("the idempotency key", key);
        }
    }

    /** One that is no repeat. */
    public Demand(long calls, Map<String, Long> costs) {
        this(calls, costs, null);
    }

    private static void checkCost(String meter, Long cost) {
        if (meter.equals(Quota.CALLS)) {
            throw new IllegalArgumentException("the meter " + Checks.quoted(meter)
                    + " counts permits by itself, but was given a cost of " + cost + ": name another meter");
        }
        Checks.between("the cost on meter " + Checks.quoted(meter), cost, 1, Long.MAX_VALUE);
    }

    /**
     * Equal for equal demands, of bounded length, and the same whatever the user's profile is by the time of a repeat: so it
     * is made of what is asked for, not of what is charged for it.
     */
    String fingerprint(boolean held) {
        StringBuilder text =
                new StringBuilder(held ? "hold" : "charge").append(' ').append(calls);
        new TreeMap<>(costs)
                .forEach((meter, cost) -> text.append(' ')
                        .append(meter.length())
                        .append(':')
                        .append(meter)
                        .append('=')
                        .append(cost));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
