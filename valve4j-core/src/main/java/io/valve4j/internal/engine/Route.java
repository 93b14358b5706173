package io.valve4j.internal.engine;

import io.valve4j.Reason;
import io.valve4j.internal.quota.QuotaPlan;
import org.jspecify.annotations.Nullable;

/**
 * The way from a limiter to a resource, found once and good until something changes: an immutable snapshot.
 *
 * @param standing who the user is
 * @param resource the resource's name; empty if there is none
 * @param refusal what refuses them whatever they ask for; null if nothing does
 * @param seat where they sit; null if they are refused
 * @param plain whether nothing but the seat's rates decides over a take: there are no quotas
 */
record Route(
        Standing standing,
        String resource,
        @Nullable Reason refusal,
        @Nullable Seat seat,
        boolean plain) {

    static Route find(Standing standing, String user, @Nullable String named) {
        Setup setup = standing.setup();
        Setup.Plan plan = standing.plan();
        String resource = named != null ? named : plan == null ? "" : plan.firstResource();
        if (setup.closed()) {
            return refused(standing, resource, Reason.SHUTTING_DOWN);
        }
        if (named != null && !setup.knows(named)) {
            return refused(standing, resource, Reason.UNKNOWN_RESOURCE);
        }
        Outlet outlet = plan == null ? null : plan.outlets().get(resource);
        if (plan != null && outlet == null) {
            boolean drained = setup.drained().contains(resource)
                    && plan.profile().resources().containsKey(resource);
            return refused(standing, resource, drained ? Reason.SHUTTING_DOWN : Reason.UNKNOWN_RESOURCE);
        }
        if (outlet == null || standing.refusal() != null) {
            Reason reason = standing.refusal();
            return refused(standing, resource, reason == null ? Reason.UNKNOWN_PROFILE : reason);
        }
        boolean plain = standing.quotas() == null || standing.quotas().isEmpty();
        return new Route(standing, resource, null, outlet.seat(user), plain);
    }

    private static Route refused(Standing standing, String resource, Reason reason) {
        return new Route(standing, resource, reason, null, false);
    }

    QuotaPlan quotas() {
        QuotaPlan quotas = standing.quotas();
        if (quotas == null) {
            throw new IllegalStateException("a refused user has no quotas");
        }
        return quotas;
    }

    Seat openSeat() {
        if (seat == null) {
            throw new IllegalStateException("a refused user has no seat");
        }
        return seat;
    }
}
