package io.valve4j.status;

import io.valve4j.Rate;
import io.valve4j.internal.check.Checks;
import java.util.Optional;

/**
 * How one resource stands, or, where it is dedicated, those of all users of a profile together.
 *
 * @param name the resource's name
 * @param profile whose users have one each; empty if it is shared
 * @param users users with work here, or so much of it lately that others have yet to catch up
 * @param queued tasks and acquirers that wait
 * @param slots how many may wait; for dedicated ones, of the users with work
 * @param busy workers that run a task or stand behind a permit
 * @param workers how many there are; for dedicated ones, of the users with work
 * @param rate the rate in force; for dedicated ones, of each
 * @param permits whole permits that are left now; for dedicated ones, the fewest that any user has left; {@link Long#MAX_VALUE}
 *     if the rate is unlimited
 */
public record ResourceStatus(
        String name,
        Optional<String> profile,
        long users,
        long queued,
        long slots,
        long busy,
        long workers,
        Rate rate,
        long permits) {

    /** Checks every part. */
    public ResourceStatus {
        Checks.name("the resource's name", name);
        Checks.notNull("the profile", profile);
        Checks.between("the number of users", users, 0, Long.MAX_VALUE);
        Checks.between("the number of the queued", queued, 0, Long.MAX_VALUE);
        Checks.between("the number of slots", slots, 0, Long.MAX_VALUE);
        Checks.between("the number of busy workers", busy, 0, Long.MAX_VALUE);
        Checks.between("the number of workers", workers, 0, Long.MAX_VALUE);
        Checks.notNull("the rate", rate);
        Checks.between("the number of permits", permits, 0, Long.MAX_VALUE);
    }

    /** Whether each user of a profile has one of their own. */
    public boolean dedicated() {
        return profile.isPresent();
    }
}
