package io.valve4j.http;

import java.time.Duration;

/** Durations in whole seconds, as header fields have them. */
final class Seconds {

    private Seconds() {}

    /** Rounded up, so that whoever waits as told is not early; what is negative counts as zero. */
    static long roundedUp(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.getNano() == 0 || duration.getSeconds() == Long.MAX_VALUE
                ? duration.getSeconds()
                : duration.getSeconds() + 1;
    }
}
