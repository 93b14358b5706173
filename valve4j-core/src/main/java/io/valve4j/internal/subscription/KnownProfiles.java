package io.valve4j.internal.subscription;

import io.valve4j.quota.Quota;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Tier;
import io.valve4j.subscription.Tier.ProfileChange;
import java.time.Instant;
import java.util.List;

/** Refuses profiles and quotas that there are not. Thread-safe. */
final class KnownProfiles {

    private final ProfileLookup profiles;

    KnownProfiles(ProfileLookup profiles) {
        this.profiles = profiles;
    }

    void check(String profile) {
        quotasOf(profile);
    }

    /** A quota may be of the present profile, or of the one that is planned to follow. */
    void checkQuota(Subscription present, Instant now, String quota) {
        Tier tier = present.tier().at(now);
        List<String> names = quotasOf(tier.profile());
        ProfileChange next = tier.next();
        if (!names.contains(quota) && (next == null || !quotasOf(next.profile()).contains(quota))) {
            throw Messages.unknownQuota(tier.profile(), quota, names);
        }
    }

    private List<String> quotasOf(String profile) {
        List<Quota> quotas = profiles.quotasOf(profile);
        if (quotas == null) {
            throw Messages.unknownProfile(profile);
        }
        return quotas.stream().map(Quota::name).toList();
    }
}
