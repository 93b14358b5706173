package io.valve4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ShutdownReport;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A manager in virtual time whose tasks and callbacks run in the calling thread, so that whatever was done is counted when the call
 * returns. Profile "free" shares "api" (one worker, two slots) with a quota of 10 a day; in "pro" each user has 2 workers, 60
 * permits a minute, and leases of a quota of 1,000 a month.
 */
final class Scene implements AutoCloseable {

    final ManualTime time = new ManualTime();
    final MockClock clock = new MockClock();
    final Flaky store = new Flaky(time);
    final MeterRegistry registry;
    final ValveManager valve;

    /** A store that fails to charge while it is told to. */
    static final class Flaky extends ForwardingStore {

        boolean broken;

        Flaky(ManualTime time) {
            super(new InMemoryStore(time));
        }

        @Override
        public ChargeResult charge(Charge charge) {
            if (broken) {
                throw new UncheckedIOException(new IOException("gone"));
            }
            return super.charge(charge);
        }
    }

    Scene(Function<MockClock, MeterRegistry> registry) {
        this(registry, MeterOptions.defaults());
    }

    Scene(Function<MockClock, MeterRegistry> registry, MeterOptions options) {
        this.registry = registry.apply(clock);
        valve = ValveManager.builder()
                .time(time)
                .store(store)
                .executor(Runnable::run)
                .callbackExecutor(Runnable::run)
                .listener(new MicrometerListener(this.registry, options))
                .build();
        valve.register(
                Resource.named("api").workers(1).queue(2),
                Profile.named("free").shared("api").quota(Quota.perDay(10)),
                Profile.named("pro")
                        .dedicated(Resource.each().workers(2).queue(5).rate(Rate.perMinute(60)))
                        .quota(Quota.perMonth(1_000))
                        .mode(QuotaMode.leased(100, Duration.ofMinutes(1))));
    }

    Limiter free(String user) {
        return valve.limiter("free", user);
    }

    Limiter pro(String user) {
        return valve.limiter("pro", user);
    }

    /** Lets time pass, for the valve and for the meters. */
    void pass(Duration duration) {
        time.advance(duration);
        clock.add(duration);
    }

    /** A bit of everything that has a meter, with a permit held and a task in the queue at its end. */
    @SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen by the meters
    Permit playAll() throws Exception {
        Limiter ada = free("ada");
        ada.submit(() -> "done");
        ada.run(
                () -> {
                    throw new IllegalStateException("fails");
                },
                TaskOptions.DEFAULT.retry(
                        RetryPolicy.attempts(2).baseDelay(Duration.ofSeconds(1)).withoutJitter()));
        pass(Duration.ofSeconds(2));
        free("nobody").on("no-such-resource").tryTake();
        valve.subscriptions().create("eve", "free", Duration.ofDays(30));
        for (int i = 0; i < 12; i++) {
            free("bob").tryTake();
        }
        pro("zoe").tryTake();
        pro("zoe").tryTake();
        store.broken = true;
        ada.tryTake();
        store.broken = false;
        ada.tryTake();
        Permit held = ada.tryAcquire().orElseThrow();
        ada.submit(() -> "waits");
        pass(Duration.ofSeconds(11));
        return held;
    }

    @Override
    public void close() {
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ZERO);
        time.advance(Duration.ZERO);
        report.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
