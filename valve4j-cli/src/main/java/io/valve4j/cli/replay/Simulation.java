package io.valve4j.cli.replay;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.cli.config.Plans;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests through a real manager whose time is moved by hand: to each arrival, and over all that falls due on the way.
 * A request waits for a permit, holds it for as long as it takes, and closes it.
 *
 * <p>Single-threaded and deterministic: the same requests and plans always fare the same. What falls due at an instant goes
 * before what arrives at it.
 */
public final class Simulation {

    private final Plans plans;
    private final Duration wait;
    private final Duration usualDuration;
    private final ManualTime time;
    private final Map<String, Score> profiles = new LinkedHashMap<>();
    private final Map<String, Visitor> visitors = new LinkedHashMap<>();
    private long underWay;

    private Simulation(Plans plans, Duration wait, Duration usualDuration, Instant start) {
        this.plans = plans;
        this.wait = wait;
        this.usualDuration = usualDuration;
        this.time = new ManualTime(0, start);
        plans.profiles().forEach(profile -> profiles.put(profile.name(), new Score()));
    }

    /**
     * Replays requests.
     *
     * @param requests at least one, in the order of time
     * @param wait how long each is ready to wait
     * @param usualDuration how long those take that do not say
     */
    public static Outcome run(List<Request> requests, Plans plans, Duration wait, Duration usualDuration) {
        return new Simulation(plans, wait, usualDuration, requests.get(0).at()).run(requests);
    }

    private Outcome run(List<Request> requests) {
        try (ValveManager valve = ValveManager.builder()
                .time(time)
                .executor(Runnable::run)
                .callbackExecutor(Runnable::run)
                .build()) {
            valve.register(plans.definitions());
            for (Request request : requests) {
                time.advance(Duration.between(time.instant(), request.at()));
                ask(request, visitors.computeIfAbsent(request.user(), user -> visitor(valve, user)));
            }
            while (underWay > 0 && time.runNext()) {
                // Each alarm brings a request nearer to its end.
            }
        }
        if (underWay > 0) {
            throw new IllegalStateException(underWay + " requests neither ran nor were refused");
        }
        List<Outcome.UserScore> users = visitors.values().stream()
                .map(visitor -> new Outcome.UserScore(visitor.limiter().user(), visitor.profile(), visitor.score()))
                .toList();
        return new Outcome(profiles, users, time.instant());
    }

    private Visitor visitor(ValveManager valve, String user) {
        String profile = plans.profileOf(user).orElse("");
        Limiter limiter = profile.isEmpty() ? valve.limiter(user) : valve.limiter(profile, user);
        return new Visitor(limiter, profile, new Score(), profiles.computeIfAbsent(profile, without -> new Score()));
    }

    private void ask(Request request, Visitor visitor) {
        visitor.asked();
        long askedNanos = time.nanos();
        CompletableFuture<Permit> answer;
        try {
            answer = visitor.limiter().acquireAsync(TaskOptions.waitUpTo(wait));
        } catch (ValveRejectedException refusal) {
            visitor.refused(refusal.decision().reason());
            return;
        }
        underWay++;
        CompletableFuture<Permit> unused = answer.whenComplete((permit, refusal) -> {
            if (permit == null) {
                underWay--;
                visitor.refused(reason(refusal));
            } else {
                visitor.admitted(time.nanos() - askedNanos);
                hold(permit, request.duration().orElse(usualDuration));
            }
        });
    }

    private void hold(Permit permit, Duration duration) {
        time.alarm(duration.toNanos(), () -> {
            permit.close();
            underWay--;
        });
    }

    private static @Nullable Reason reason(@Nullable Throwable refusal) {
        if (refusal instanceof ValveRejectedException rejected) {
            return rejected.decision().reason();
        }
        throw new IllegalStateException("a permit was not given, and not refused either", refusal);
    }

    /** One who sends requests; everything is counted twice, for them and for their profile. */
    private record Visitor(Limiter limiter, String profile, Score score, Score ofProfile) {

        void asked() {
            score.asked();
            ofProfile.asked();
        }

        void admitted(long waitNanos) {
            score.admitted(waitNanos);
            ofProfile.admitted(waitNanos);
        }

        void refused(@Nullable Reason reason) {
            if (reason == null) {
                throw new IllegalStateException("a refusal without a reason");
            }
            score.refused(reason);
            ofProfile.refused(reason);
        }
    }
}
