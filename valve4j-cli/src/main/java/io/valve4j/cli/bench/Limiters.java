package io.valve4j.cli.bench;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.guard.Guard;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Window;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Users behind a valve who are charged on a store, in either mode, and never run out. Thread-safe. */
final class Limiters implements AutoCloseable {

    /** The user for whom a charge is made that is listened to; as long as the others' names. */
    static final String MODEL_USER = "bench-model-00";

    /** On a busy machine a charge may take long, and should all the same be measured. */
    static final Guard PATIENT = Guard.DEFAULT.timeout(Duration.ofSeconds(30));

    private static final int USERS = 64;
    private static final long PLENTY = 1_000_000_000_000_000L;
    private static final Quota QUOTA = Quota.perYear(PLENTY);

    private final ValveManager valve;
    private final List<Limiter> exact;
    private final List<Limiter> leased;

    /** On a store, which is closed with this. */
    Limiters(ValveStore store) {
        valve = ValveManager.builder().store(store).build();
        Profile plan = Profile.named("exact").dedicated(Resource.each()).quota(QUOTA);
        valve.register(
                plan,
                Profile.named("leased")
                        .dedicated(Resource.each())
                        .quota(QUOTA)
                        .mode(QuotaMode.leased(1_000, Duration.ofMinutes(1))));
        exact = limiters("exact", "exact");
        leased = limiters("leased", "lease");
    }

    private List<Limiter> limiters(String profile, String name) {
        return IntStream.range(0, USERS)
                .mapToObj(i -> valve.limiter(profile, user(name, i)))
                .toList();
    }

    private static String user(String name, int number) {
        return String.format("bench-%s-%02d", name, number);
    }

    /** The users for whom what is sent raw is sent. */
    static List<String> rawUsers() {
        return IntStream.range(0, USERS).mapToObj(i -> user("plain", i)).toList();
    }

    void takeExactly(long random) {
        take(exact, random);
    }

    void takeFromLease(long random) {
        take(leased, random);
    }

    private static void take(List<Limiter> limiters, long random) {
        if (!limiters.get(Math.floorMod(random, USERS)).tryTake()) {
            throw new IllegalStateException("a charge was refused that there is plenty of room for");
        }
    }

    /** A charge as a limiter makes it. */
    static Charge modelCharge(UUID id, Instant now) {
        Window.Span year = QUOTA.window().spanAt(now, null);
        Instant since = year.from();
        CounterKey key = new CounterKey(QUOTA.name(), since.toEpochMilli(), 0);
        return new Charge(id, MODEL_USER, 0, year, List.of(new ChargeLine(key, 1, PLENTY, year.until())));
    }

    static void mustBeAdmitted(ChargeResult result) {
        if (!(result instanceof ChargeResult.Admitted)) {
            throw new IllegalStateException("the model charge was not admitted: " + result);
        }
    }

    @Override
    public void close() {
        valve.close();
    }
}
