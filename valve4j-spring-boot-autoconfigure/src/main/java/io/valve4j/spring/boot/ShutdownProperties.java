package io.valve4j.spring.boot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the valve ends.
 *
 * @param timeout How long accepted tasks may run once the web server has answered its last request. As long as
 *     spring.lifecycle.timeout-per-shutdown-phase unless set.
 */
@ConfigurationProperties(prefix = "valve4j.shutdown", ignoreUnknownFields = false)
public record ShutdownProperties(@Nullable Duration timeout) {

    /** Refuses what is negative. */
    public ShutdownProperties {
        if (timeout != null && timeout.isNegative()) {
            throw new IllegalArgumentException("valve4j.shutdown.timeout must be zero or more, but is " + timeout);
        }
    }
}
