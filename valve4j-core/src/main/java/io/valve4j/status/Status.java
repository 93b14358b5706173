package io.valve4j.status;

import io.valve4j.Profile;
import java.util.List;

/**
 * How a manager stands, from {@link io.valve4j.ValveManager#status()}. What happens over time is told by
 * {@linkplain io.valve4j.event.ValveListener events}.
 *
 * <p>Thread-safe. Nothing here asks the store or waits for work; each resource's numbers are of one moment, those of different
 * resources of moments shortly after one another. Still answers when the manager is closed.
 */
public interface Status {

    /**
     * The resources that are configured, in the order of their names: the shared ones, then the dedicated ones, one for all
     * users of a profile. What is drained, or was replaced, is left out, though its work may still run to its end.
     *
     * <p>O(resources), and for dedicated ones O(users whose bucket is not full or who have work).
     */
    List<ResourceStatus> resources();

    /** The profiles that are configured, in the order of their names. O(profiles). */
    List<Profile> profiles();

    /**
     * Whose work is most on one resource, waiting and running together, the most first; users without any are left out.
     *
     * <p>O(users with work), during which the dispatches of each resource wait for the part that is its own: for a person who
     * looks, not for a scrape every few seconds.
     *
     * @param most how many at most; 1 to 10,000
     */
    List<UserDemand> demand(int most);

    /** Whether the store works. O(1). */
    StoreStatus store();

    /** What this manager has leased of the quotas that are charged so. O(users with a lease). */
    LeaseStatus leases();
}
