package io.valve4j.micrometer;

import io.micrometer.core.instrument.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The users who ask for most, found in bounded memory among any number of them: the "Space-Saving" sketch of Metwally, Agrawal
 * and El Abbadi (2005). Whoever is not among those that are kept takes the place, and the count, of the least; so a count is too
 * high by at most the least count, and nobody is missed who asked for more than that. Counts halve every minute, so that
 * yesterday's users make room.
 *
 * <p>Thread-safe. Counting somebody who is kept is O(1), else O(places).
 */
final class Demand {

    private static final int PLACES_FOR_EACH = 10;
    private static final int LEAST_PLACES = 100;
    private static final long HALF_LIFE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Clock clock;
    private final int places;
    private final Map<String, Asker> askers = new HashMap<>();
    private long halvedAt;

    /** Somebody who asks, and under which profile they did last. */
    record Client(String user, String profile) {}

    private static final class Asker {

        private final String user;
        private String profile;
        private double count;

        private Asker(String user, String profile, double count) {
            this.user = user;
            this.profile = profile;
            this.count = count;
        }

        private double count() {
            return count;
        }

        private String user() {
            return user;
        }
    }

    /**
     * Nobody yet.
     *
     * @param top how many with most demand are to be found
     */
    Demand(Clock clock, int top) {
        this.clock = clock;
        this.places = Math.max(LEAST_PLACES, PLACES_FOR_EACH * top);
        this.halvedAt = clock.monotonicTime();
    }

    /** Somebody has asked. */
    synchronized void asked(String user, String profile) {
        halve();
        Asker asker = askers.get(user);
        if (asker == null) {
            asker = new Asker(user, profile, leastCount());
            askers.put(user, asker);
        }
        asker.profile = profile;
        asker.count++;
    }

    /** Makes room for somebody, if there is none; returns the count that they start with. */
    private double leastCount() {
        if (askers.size() < places) {
            return 0;
        }
        Asker least = null;
        for (Asker each : askers.values()) {
            if (least == null || each.count < least.count) {
                least = each;
            }
        }
        askers.remove(Objects.requireNonNull(least).user);
        return least.count;
    }

    /** Those with most demand, at most so many, the most first. */
    synchronized List<Client> top(int most) {
        halve();
        return askers.values().stream()
                .sorted(Comparator.comparingDouble(Asker::count).reversed().thenComparing(Asker::user))
                .limit(most)
                .map(each -> new Client(each.user, each.profile))
                .toList();
    }

    private void halve() {
        long now = clock.monotonicTime();
        long lives = (now - halvedAt) / HALF_LIFE_NANOS;
        if (lives > 0) {
            halvedAt += lives * HALF_LIFE_NANOS;
            double rest = Math.pow(0.5, (double) lives);
            askers.values().forEach(each -> each.count *= rest);
            askers.values().removeIf(each -> each.count < 0.5);
        }
    }
}
