package io.valve4j.redis;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of a Redis that throws keys away when it is full, and with them what users have used. */
final class Eviction {

    private static final Logger LOG = LoggerFactory.getLogger(Eviction.class);

    private static final String SETTING = "maxmemory-policy";
    private static final String SAFE = "noeviction";

    private Eviction() {}

    /** Asks, without waiting; many servers do not let everybody ask. */
    static void warn(Link link) {
        link.send(
                "for its " + SETTING,
                wire -> wire.commands().configGet(SETTING).toCompletableFuture(),
                (settings, failure) -> {
                    if (failure != null) {
                        LOG.debug("Redis does not tell its {}: it should be {}", SETTING, SAFE, failure);
                    } else if (isDangerous(settings)) {
                        LOG.warn(
                                "Redis has {} {}: when it is full it drops counters, and users start afresh;"
                                        + " mend it by CONFIG SET {} {}",
                                SETTING,
                                settings.get(SETTING),
                                SETTING,
                                SAFE);
                    }
                });
    }

    static boolean isDangerous(Map<String, String> settings) {
        return !settings.getOrDefault(SETTING, SAFE).equals(SAFE);
    }
}
