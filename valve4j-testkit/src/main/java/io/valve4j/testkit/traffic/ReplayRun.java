package io.valve4j.testkit.traffic;

import io.valve4j.Definition;
import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Reason;
import io.valve4j.ValveRejectedException;
import io.valve4j.internal.engine.Engine;
import io.valve4j.store.InMemoryStore;
import io.valve4j.task.InMemoryDeadLetterQueue;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One replay: a real engine whose time is moved by hand, to each arrival and over all that falls due on the way. Everything
 * happens in the calling thread.
 */
final class ReplayRun {

    private final Setting setting;
    private final Duration wait;
    private final Consumer<TrafficEvent> observer;
    private final Map<String, Limiter> limiters = new HashMap<>();
    private final List<TrafficEvent> events = new ArrayList<>();
    private long underWay;

    /** What failed where a future would have kept it to itself. */
    private @Nullable Throwable failure;

    ReplayRun(Setting setting, Duration wait, Consumer<TrafficEvent> observer) {
        this.setting = setting;
        this.wait = wait;
        this.observer = observer;
    }

    Traffic run(List<TrafficRequest> requests, Turns turns) {
        ManualTime time = new ManualTime(0, requests.get(0).at());
        Engine engine = new Engine(
                new Engine.Outside(
                        time,
                        new InMemoryStore(time),
                        new InMemoryDeadLetterQueue(),
                        new IdentityHashMap<>(),
                        List.of()),
                new Engine.Threads(Runnable::run, Runnable::run),
                Duration.ofSeconds(1),
                RetryPolicy.attempts(1),
                turns.rule());
        engine.register(setting.definitions().toArray(Definition[]::new));
        for (int i = 0; i < requests.size(); i++) {
            TrafficRequest request = requests.get(i);
            time.advance(Duration.between(time.instant(), request.at()));
            ask(i, request, limiters.computeIfAbsent(request.user(), user -> limiter(engine, user)), time);
            failIfBroken();
        }
        while (underWay > 0 && time.runNext()) {
            failIfBroken();
        }
        if (underWay > 0) {
            throw new IllegalStateException(underWay + " requests neither ran nor were refused");
        }
        engine.shutdown(Duration.ZERO).join();
        return new Traffic(setting, requests, events);
    }

    private Limiter limiter(Engine engine, String user) {
        return setting.profileOf()
                .apply(user)
                .map(profile -> engine.limiter(profile, user))
                .orElseGet(() -> engine.limiter(user));
    }

    private void ask(int index, TrafficRequest request, Limiter limiter, ManualTime time) {
        tell(TrafficEvent.Kind.ASKED, index, time);
        CompletableFuture<Permit> answer;
        try {
            answer = limiter.acquireAsync(TaskOptions.waitUpTo(wait).cost(request.cost()));
        } catch (ValveRejectedException refusal) {
            refused(index, refusal, time);
            return;
        }
        underWay++;
        CompletableFuture<Permit> unused = answer.whenComplete((permit, refusal) -> {
            try {
                answered(index, request, permit, refusal, time);
            } catch (RuntimeException | Error broken) {
                failure = failure == null ? broken : failure;
            }
        });
    }

    private void answered(
            int index, TrafficRequest request, @Nullable Permit permit, @Nullable Throwable refusal, ManualTime time) {
        if (permit == null) {
            underWay--;
            refused(index, refusal, time);
        } else {
            tell(TrafficEvent.Kind.STARTED, index, time);
            hold(permit, index, request.duration(), time);
        }
    }

    private void failIfBroken() {
        if (failure instanceof RuntimeException broken) {
            throw broken;
        } else if (failure instanceof Error broken) {
            throw broken;
        }
    }

    private void hold(Permit permit, int index, Duration duration, ManualTime time) {
        time.alarm(duration.toNanos(), () -> {
            underWay--;
            tell(TrafficEvent.Kind.ENDED, index, time);
            permit.close();
        });
    }

    private void refused(int index, @Nullable Throwable refusal, ManualTime time) {
        if (!(refusal instanceof ValveRejectedException rejected)) {
            throw new IllegalStateException("a permit was not given, and not refused either", refusal);
        }
        Reason reason = rejected.decision().reason();
        if (reason == null) {
            throw new IllegalStateException("a refusal without a reason", refusal);
        }
        add(new TrafficEvent(TrafficEvent.Kind.REFUSED, time.nanos(), index, Optional.of(reason)));
    }

    private void tell(TrafficEvent.Kind kind, int index, ManualTime time) {
        add(TrafficEvent.of(kind, time.nanos(), index));
    }

    private void add(TrafficEvent event) {
        events.add(event);
        observer.accept(event);
    }
}
