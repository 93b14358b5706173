package io.valve4j.http.servlet;

import io.valve4j.internal.check.Checks;
import org.jspecify.annotations.Nullable;

/** Tells ids of users from what cannot be one. */
final class UserId {

    private UserId() {}

    /** The id; null if it is blank or too long to be one. */
    static @Nullable String usable(@Nullable String id) {
        return id == null || id.isBlank() || id.length() > Checks.MAX_NAME_LENGTH ? null : id;
    }
}
