package io.valve4j.internal.subscription;

import io.valve4j.quota.Quota;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where profiles are found. Thread-safe. */
@FunctionalInterface
public interface ProfileLookup {

    /** The profile's quotas; null if there is no such profile. */
    @Nullable
    List<Quota> quotasOf(String profile);
}
