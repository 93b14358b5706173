package io.valve4j.spring.boot.actuate;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import io.valve4j.quota.Usage;
import io.valve4j.spring.boot.LivePlans;
import io.valve4j.spring.boot.UserLimiters;
import io.valve4j.status.ResourceStatus;
import io.valve4j.status.StoreStatus;
import io.valve4j.status.UserDemand;
import io.valve4j.subscription.SubscriptionException;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Subscriptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code valve}. Off until {@code management.endpoint.valve.access} is {@code read-only} or {@code unrestricted},
 * since it names users.
 */
@Endpoint(id = "valve", defaultAccess = Access.NONE)
public final class ValveEndpoint {

    private static final int BUSIEST = 20;
    private static final String ACTOR = "actuator";

    private final ValveManager valve;
    private final LivePlans plans;
    private final UserLimiters limiters;
    private final Refusals refusals;

    ValveEndpoint(ValveManager valve, LivePlans plans, UserLimiters limiters, Refusals refusals) {
        this.valve = valve;
        this.plans = plans;
        this.limiters = limiters;
        this.refusals = refusals;
    }

    /** How everything stands. */
    @ReadOperation
    public Standing standing() {
        StoreStatus store = valve.status().store();
        return new Standing(
                valve.status().resources().stream().map(Line::of).toList(),
                valve.status().profiles().stream()
                        .map(profile -> profile.name() + ": "
                                + String.join(", ", profile.resources().keySet()))
                        .toList(),
                plans.current().defaultProfile().orElse(""),
                valve.status().demand(BUSIEST),
                refusals.counts(),
                refusals.latest(),
                store.works() ? "works" : "fails since " + store.failingSince().orElseThrow());
    }

    /** How one user stands. */
    @ReadOperation
    public UserStanding user(@Selector String user) {
        Limiter limiter = limiters.of(user);
        Decision now = limiter.peek();
        return new UserStanding(
                now.profile(),
                limiter.usage().stream().map(ValveEndpoint::shown).toList(),
                now.explain());
    }

    /**
     * Changes a user's subscription: {@code replace} (profile, term), {@code cancel}, or {@code grant} (quota, amount). Each leaves
     * its audit event, with the given reason.
     */
    @WriteOperation
    public UserStanding change(
            @Selector String user,
            String action,
            @Nullable String reason,
            @Nullable String profile,
            @Nullable Duration term,
            @Nullable String quota,
            @Nullable Long amount) {
        Subscriptions subscriptions = valve.subscriptions().by(ACTOR, reason == null ? action : reason);
        try {
            switch (action) {
                case "replace" -> {
                    SubscriptionOptions options = SubscriptionOptions.lasting(needed("term", term));
                    if (subscriptions.find(user).isPresent()) {
                        subscriptions.replace(user, needed("profile", profile), options);
                    } else {
                        subscriptions.create(user, needed("profile", profile), options);
                    }
                }
                case "cancel" -> subscriptions.cancel(user);
                case "grant" -> subscriptions.grant(user, needed("quota", quota), needed("amount", amount));
                default ->
                    throw new IllegalArgumentException(
                            "the action must be replace, cancel or grant, but is \"" + action + "\"");
            }
        } catch (SubscriptionException | IllegalArgumentException refusal) {
            throw new InvalidEndpointRequestException(String.valueOf(refusal.getMessage()), "valve");
        }
        return user(user);
    }

    private static <T> T needed(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is needed for this action");
        }
        return value;
    }

    private static String shown(Usage usage) {
        return usage.quota() + ": " + usage.used() + " of "
                + (usage.limit() == Long.MAX_VALUE ? "unlimited" : usage.limit()) + " used";
    }

    /**
     * How everything stands.
     *
     * @param resources the resources, each with its load
     * @param profiles the profiles, each with its resources
     * @param defaultProfile of users without a subscription; empty if they have none
     * @param demand the users with most demand, most first
     * @param refusals how many, by reason, since the start
     * @param latestRefusals the last ones in words, oldest first
     * @param store whether it works
     */
    public record Standing(
            List<Line> resources,
            List<String> profiles,
            String defaultProfile,
            List<UserDemand> demand,
            Map<Reason, Long> refusals,
            List<String> latestRefusals,
            String store) {}

    /**
     * One resource.
     *
     * @param name its name
     * @param profile whose users have one each; empty if it is shared
     * @param rate how fast tasks may start
     * @param users with work
     * @param queued waiting
     * @param busy running
     * @param workers at most
     */
    public record Line(String name, String profile, String rate, long users, long queued, long busy, long workers) {

        static Line of(ResourceStatus status) {
            return new Line(
                    status.name(),
                    status.profile().orElse(""),
                    status.rate().toString(),
                    status.users(),
                    status.queued(),
                    status.busy(),
                    status.workers());
        }
    }

    /**
     * One user.
     *
     * @param profile on which they are now
     * @param usage quotas in words
     * @param now what they would be told now
     */
    public record UserStanding(String profile, List<String> usage, String now) {}
}
