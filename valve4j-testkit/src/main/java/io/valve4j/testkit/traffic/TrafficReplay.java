package io.valve4j.testkit.traffic;

import io.valve4j.Definition;
import io.valve4j.Profile;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Replays requests against a configuration in virtual time: days of traffic in seconds, exactly the same each time. Each request
 * waits for a permit as {@link io.valve4j.Limiter#acquireAsync} has it, holds it for its duration, and closes it.
 *
 * <pre>{@code
 * Traffic traffic = TrafficReplay.of(
 *                 Resource.named("api").workers(4),
 *                 Profile.named("free").shared("api"))
 *         .waitUpTo(Duration.ofMinutes(5))
 *         .run(requests);
 * assertThat(traffic.of("ada").waits().longest()).isLessThan(Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>Users need no subscription, so quotas must be a calendar's. A user goes to the first resource of their profile. An immutable
 * value; every call returns a new one.
 */
public final class TrafficReplay {

    private final Setting setting;
    private final Duration wait;
    private final Turns turns;
    private final Consumer<TrafficEvent> observer;

    private TrafficReplay(Setting setting, Duration wait, Turns turns, Consumer<TrafficEvent> observer) {
        this.setting = setting;
        this.wait = wait;
        this.turns = turns;
        this.observer = observer;
    }

    /**
     * A replay against resources and profiles, as {@link io.valve4j.ValveManager#register} takes them. Everybody is on the only
     * profile, if there is but one; else say who is on which. Requests do not wait unless told.
     */
    public static TrafficReplay of(Definition... definitions) {
        List<String> profiles = List.of(definitions).stream()
                .filter(Profile.class::isInstance)
                .map(Definition::name)
                .toList();
        Optional<String> only = profiles.size() == 1 ? Optional.of(profiles.get(0)) : Optional.empty();
        Setting setting = new Setting(List.of(definitions), user -> only);
        return new TrafficReplay(setting, Duration.ZERO, Turns.FAIR, event -> {});
    }

    /** The same with everybody on one profile, except for those who are {@linkplain #user put elsewhere} after this. */
    public TrafficReplay everybodyOn(String profile) {
        return profiles(user -> Optional.of(profile));
    }

    /** The same with one user on a profile. */
    public TrafficReplay user(String user, String profile) {
        Function<String, Optional<String>> others = setting.profileOf();
        return profiles(each -> each.equals(user) ? Optional.of(profile) : others.apply(each));
    }

    /** The same with users on the profiles that a function gives; those without one are refused as not subscribed. */
    public TrafficReplay profiles(Function<String, Optional<String>> profileOf) {
        return new TrafficReplay(new Setting(setting.definitions(), profileOf), wait, turns, observer);
    }

    /** The same, each request ready to wait that long; {@link io.valve4j.task.TaskOptions#FOREVER} is allowed. */
    public TrafficReplay waitUpTo(Duration next) {
        return new TrafficReplay(setting, next, turns, observer);
    }

    /** The same, users served in another order: to see what fair turns are worth, or that an assertion can fail. */
    public TrafficReplay turns(Turns next) {
        return new TrafficReplay(setting, wait, next, observer);
    }

    /** The same, telling of each event as it happens. What the observer throws ends the replay. */
    public TrafficReplay observer(Consumer<TrafficEvent> next) {
        return new TrafficReplay(setting, wait, turns, next);
    }

    /**
     * Replays requests, in the order of their times whatever their order in the list. What falls due at an instant goes before
     * what arrives at it.
     *
     * @throws IllegalArgumentException if there is none, they are more than 292 years apart, or the definitions do not fit
     *     together
     */
    public Traffic run(List<TrafficRequest> requests) {
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one request to replay");
        }
        List<TrafficRequest> inOrder = requests.stream()
                .sorted(Comparator.comparing(TrafficRequest::at))
                .toList();
        Map<String, Optional<String>> profiles = new HashMap<>();
        Setting asked = new Setting(setting.definitions(), user -> profiles.computeIfAbsent(user, setting.profileOf()));
        return new ReplayRun(asked, wait, observer).run(inOrder, turns);
    }
}
