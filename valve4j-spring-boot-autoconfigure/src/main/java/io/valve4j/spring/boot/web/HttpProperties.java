package io.valve4j.spring.boot.web;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A valve in front of all servlets.
 *
 * @param user Who the user of a request is. There is no filter unless this is set.
 * @param header Which header names the user, if it is a header.
 * @param anonymous To which user requests belong that name none; they are answered with 401 unless this is set.
 * @param paths Only these paths, such as /api/*; all unless set.
 * @param except Not these paths.
 * @param resource Which of the resources of the user's profile; the first unless set.
 * @param mode Whether a request takes from rate and quotas, or holds a worker too while it runs.
 * @param waitUpTo How long a request may wait for a permit, in its user's turn.
 * @param jitter How much longer than needed a client may be told to wait, so that not all come back at once.
 * @param order The filter's place among the others. After Spring Security's unless set.
 */
@ConfigurationProperties(prefix = "valve4j.http", ignoreUnknownFields = false)
public record HttpProperties(
        @Nullable User user,
        @DefaultValue("X-Api-Key") String header,
        @Nullable String anonymous,
        @DefaultValue List<String> paths,
        @DefaultValue List<String> except,
        @Nullable String resource,
        @DefaultValue("take") Mode mode,
        @DefaultValue("0s") Duration waitUpTo,
        @DefaultValue("0s") Duration jitter,
        @DefaultValue("0") int order) {

    /** Where the user is found. */
    public enum User {
        /** In a header. Whether it is genuine is for others to check. */
        HEADER,
        /** Who was authenticated. */
        PRINCIPAL,
        /** The address that the request comes from. */
        ADDRESS
    }

    /** What a request needs. */
    public enum Mode {
        /** From rate and quotas, without waiting. */
        TAKE,
        /** A worker too, for as long as it runs. */
        PERMIT
    }
}
