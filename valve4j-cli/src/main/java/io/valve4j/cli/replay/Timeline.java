package io.valve4j.cli.replay;

import io.valve4j.testkit.traffic.Traffic;
import io.valve4j.testkit.traffic.TrafficEvent;
import io.valve4j.testkit.traffic.TrafficRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened over time, in slots of equal length from the first request on; the same slots for all scenarios, so that their
 * charts can be laid over each other.
 */
final class Timeline {

    /** As many points as a wide screen shows well. */
    private static final int SLOTS = 240;

    private final long slotNanos;

    /** Slots that reach to the end of the longest. */
    Timeline(List<Outcome> outcomes) {
        long longest = outcomes.stream()
                .map(Outcome::traffic)
                .mapToLong(traffic -> last(traffic).nanos())
                .max()
                .orElse(0);
        slotNanos = longest / SLOTS + 1;
    }

    private static TrafficEvent last(Traffic traffic) {
        return traffic.events().get(traffic.events().size() - 1);
    }

    /** How long one slot is. */
    long slotNanos() {
        return slotNanos;
    }

    /** Where the middles of the slots lie, in nanoseconds after the first request. */
    long[] middles() {
        long[] middles = new long[SLOTS];
        Arrays.setAll(middles, slot -> slotNanos * slot + slotNanos / 2);
        return middles;
    }

    /** The most requests that waited at once, in each slot. */
    long[] mostWaiting(Traffic traffic) {
        long[] most = new long[SLOTS];
        long waiting = 0;
        long since = 0;
        for (TrafficEvent event : traffic.events()) {
            // Who comes and is served or refused at one instant has not waited.
            if (event.nanos() > since) {
                for (int slot = slot(since); slot <= slot(event.nanos() - 1); slot++) {
                    most[slot] = Math.max(most[slot], waiting);
                }
                since = event.nanos();
            }
            waiting += switch (event.kind()) {
                case ASKED -> 1;
                case STARTED, REFUSED -> -1;
                case ENDED -> 0;
            };
        }
        return most;
    }

    /** How many workers each of some users had in each slot, on average; and, under the empty name, all others together. */
    Map<String, double[]> workers(Traffic traffic, List<String> users) {
        Map<String, double[]> workers = new LinkedHashMap<>();
        users.forEach(user -> workers.put(user, new double[SLOTS]));
        double[] others = new double[SLOTS];
        workers.put("", others);
        for (TrafficEvent event : traffic.events()) {
            if (event.kind() == TrafficEvent.Kind.STARTED) {
                TrafficRequest request = traffic.requests().get(event.request());
                spread(event.nanos(), request.duration().toNanos(), workers.getOrDefault(request.user(), others));
            }
        }
        return workers;
    }

    private void spread(long from, long duration, double[] slots) {
        long until = from + duration;
        for (int slot = slot(from); slot < SLOTS && slotNanos * slot < until; slot++) {
            long begin = Math.max(from, slotNanos * slot);
            long end = Math.min(until, slotNanos * (slot + 1));
            slots[slot] += (double) (end - begin) / slotNanos;
        }
    }

    /** Which part of a quota a user had left at the end of each slot, from 0 to 1. */
    double[] left(Traffic traffic, QuotaBurn burn, QuotaBurn.UserBurn user) {
        double[] left = new double[SLOTS];
        Arrays.setAll(left, slot -> {
            long nanos = slotNanos * (slot + 1) - 1;
            long used = user.usedAt(nanos, traffic.startedAt().plusNanos(nanos));
            return Math.max(0, 1 - (double) used / Math.max(1, burn.quota().limit()));
        });
        return left;
    }

    private int slot(long nanos) {
        return (int) Math.min(SLOTS - 1, nanos / slotNanos);
    }
}
