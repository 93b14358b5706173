package io.valve4j.http.servlet;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.ValveManager;
import io.valve4j.http.HttpAnswers;
import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import io.valve4j.task.TaskOptions;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what a {@link ValveFilter} does. Not thread-safe. */
public final class ValveFilterBuilder {

    private final ValveManager valve;
    private final List<PathPattern> only = new ArrayList<>();
    private final List<PathPattern> except = new ArrayList<>();
    private RequestUser user;
    private @Nullable String challenge;
    private @Nullable String profile;
    private @Nullable String unsubscribed;
    private @Nullable String resource;
    private @Nullable BiFunction<? super HttpServletRequest, String, Limiter> limiter;
    private Function<? super HttpServletRequest, TaskOptions> options = request -> TaskOptions.DEFAULT;
    private @Nullable Duration wait;
    private HttpAnswers answers = HttpAnswers.STANDARD;

    ValveFilterBuilder(ValveManager valve, RequestUser user) {
        this.valve = Checks.notNull("the manager", valve);
        this.user = Checks.notNull("the way to find the user", user);
    }

    /** Requests that name no user belong to this one, all of them together; unless set, they are answered with 401. */
    public ValveFilterBuilder anonymous(String name) {
        Checks.name("the anonymous user", name);
        user = user.or(request -> name);
        return this;
    }

    /** The {@code WWW-Authenticate} of a 401, such as {@code Bearer}, which a 401 should have; none unless set. */
    public ValveFilterBuilder challenge(String next) {
        challenge = Checks.name("the challenge", next);
        return this;
    }

    /** Everybody is on this profile, and nobody's subscription is looked for. */
    public ValveFilterBuilder profile(String name) {
        profile = Checks.name("the profile's name", name);
        return this;
    }

    /** Who has no subscription is on this profile; unless set, they are refused. */
    public ValveFilterBuilder profileOfUnsubscribed(String name) {
        unsubscribed = Checks.name("the profile's name", name);
        return this;
    }

    /** Which of the profile's resources requests use; the first unless set. */
    public ValveFilterBuilder resource(String name) {
        resource = Checks.name("the resource's name", name);
        return this;
    }

    /** The limiter of a request and its user, where it depends on the request; replaces the three choices before. */
    public ValveFilterBuilder limiter(BiFunction<? super HttpServletRequest, String, Limiter> next) {
        limiter = Checks.notNull("the limiter of a request", next);
        return this;
    }

    /**
     * What a request costs, and its idempotency key if it has one; one call unless set. Of the waiting time in the options only
     * that of {@link #holdPermit(Duration)} counts.
     */
    public ValveFilterBuilder options(Function<? super HttpServletRequest, TaskOptions> next) {
        options = Checks.notNull("the options of a request", next);
        return this;
    }

    /**
     * Only these paths, below the context path: {@code /exactly/this}, {@code /this/*} with all below, or {@code *.ending}. Adds
     * to those that were given before; all paths unless set.
     */
    public ValveFilterBuilder paths(String... patterns) {
        List.of(patterns).forEach(pattern -> only.add(PathPattern.of(pattern)));
        return this;
    }

    /** Not these paths, even where {@link #paths} has them. */
    public ValveFilterBuilder except(String... patterns) {
        List.of(patterns).forEach(pattern -> except.add(PathPattern.of(pattern)));
        return this;
    }

    /** {@link #holdPermit(Duration)} without waiting. */
    public ValveFilterBuilder holdPermit() {
        return holdPermit(Duration.ZERO);
    }

    /**
     * A request holds one of the resource's workers while it runs, and may wait so long for it in its user's fair turn; its
     * thread waits meanwhile. A permit comes without a decision, so what is admitted has no RateLimit header fields.
     */
    public ValveFilterBuilder holdPermit(Duration waitUpTo) {
        wait = Checks.wait("the wait for a permit", waitUpTo);
        return this;
    }

    /** What answers look like; {@link HttpAnswers#STANDARD} unless set. */
    public ValveFilterBuilder answers(HttpAnswers next) {
        answers = Checks.notNull("the answers", next);
        return this;
    }

    /**
     * The filter.
     *
     * @throws IllegalStateException if choices exclude each other, or a profile that is registered already cannot serve users
     *     without a subscription
     */
    public ValveFilter build() {
        if (limiter != null && (profile != null || unsubscribed != null || resource != null)) {
            throw new IllegalStateException(
                    "limiter(…) decides about profile and resource too: leave profile(…), profileOfUnsubscribed(…) and"
                            + " resource(…) away, or limiter(…)");
        }
        if (profile != null && unsubscribed != null) {
            throw new IllegalStateException("profile(" + Checks.quoted(profile)
                    + ") looks for no subscription, so profileOfUnsubscribed(" + Checks.quoted(unsubscribed)
                    + ") would never count: leave one of them away");
        }
        Entrance entrance = new Entrance(chosen(), forUnsubscribed(), options, wait);
        return new ValveFilter(new Paths(only, except), user, challenge, entrance, answers);
    }

    private BiFunction<? super HttpServletRequest, String, Limiter> chosen() {
        if (limiter != null) {
            return limiter;
        }
        Function<String, Limiter> handle = profile == null ? onResource(valve::limiter) : ofProfile(profile);
        return (request, name) -> handle.apply(name);
    }

    private @Nullable Function<String, Limiter> forUnsubscribed() {
        return unsubscribed == null ? null : ofProfile(unsubscribed);
    }

    private Function<String, Limiter> ofProfile(String name) {
        for (Profile each : valve.status().profiles()) {
            if (each.name().equals(name)) {
                each.quotas().forEach(quota -> checkCalendar(name, quota));
            }
        }
        return onResource(who -> valve.limiter(name, who));
    }

    private Function<String, Limiter> onResource(Function<String, Limiter> handles) {
        String named = resource;
        return named == null ? handles : who -> handles.apply(who).on(named);
    }

    /** Else each request of such a user would fail. */
    private static void checkCalendar(String profile, Quota quota) {
        if (quota.window().needsSubscription()) {
            throw new IllegalStateException("quota " + Checks.quoted(quota.name()) + " of profile "
                    + Checks.quoted(profile) + " is measured from a subscription, and users of this filter are on it"
                    + " without one: use a quota per day, week, month or year, or give them subscriptions");
        }
    }
}
