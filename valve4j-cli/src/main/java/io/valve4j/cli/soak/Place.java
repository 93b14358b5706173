package io.valve4j.cli.soak;

import io.valve4j.Definition;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ShutdownReport;
import io.valve4j.Terms;
import io.valve4j.ValveManager;
import io.valve4j.cli.machine.CountingTime;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Window;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.InMemoryStore;
import io.valve4j.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The valve under load: a resource that is wide enough for all who come, one that is too narrow by far, a profile whose users have a
 * resource each, and two whose users are charged, exactly and out of leases.
 */
final class Place {

    static final String WIDE = "wide";
    static final String NARROW = "narrow";
    static final String GUEST = "guest";
    static final String EXACT = "exact";
    static final String LEASED = "leased";

    private static final long PLENTY = 1_000_000_000_000L;
    private static final int EVENT_BUFFER = 1_000_000;
    private static final int MOST_LETTERS = 100;
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration TERM = Duration.ofDays(365);
    private static final Quota YEARLY = Quota.perYear(PLENTY);

    private final CountingTime time = new CountingTime();
    private final InMemoryStore store = new InMemoryStore(time);
    private final Told told = new Told(Set.of(EXACT, LEASED)::contains);
    private final long perSecond;
    private final Window.Span yearAtStart;
    private final ValveManager valve;

    /** Open for so many requests per second. */
    Place(long perSecond) {
        this.perSecond = perSecond;
        this.yearAtStart = year();
        this.valve = ValveManager.builder()
                .store(store)
                .time(time)
                .listener(told, EVENT_BUFFER)
                .build();
        valve.register(definitions(false));
    }

    private Window.Span year() {
        return YEARLY.window().spanAt(time.instant(), null);
    }

    /** All that can be changed live, in one of two states; work fits in either. */
    private Definition[] definitions(boolean other) {
        long narrow = Math.max(2, perSecond / (other ? 20 : 25));
        return new Definition[] {
            Resource.named(WIDE)
                    .rate(Rate.perSecond(perSecond * (other ? 4 : 5)))
                    .workers(other ? 12 : 16)
                    .queue(other ? 1_000 : 2_000),
            Resource.named(NARROW)
                    .rate(Rate.perSecond(narrow).burst(Math.max(1, narrow / 10)))
                    .workers(2)
                    .queue(other ? 100 : 200),
            // A queue that is empty within the time that closing may take.
            Profile.named(GUEST)
                    .dedicated(Resource.each()
                            .rate(Rate.perSecond(other ? 10 : 20))
                            .queue(50)),
            Profile.named(EXACT)
                    .shared(WIDE, Terms.weight(other ? 4 : 2))
                    .shared(NARROW)
                    .quota(Quota.perYear(other ? PLENTY : 2 * PLENTY)),
            Profile.named(LEASED)
                    .shared(WIDE, Terms.EQUAL.rate(Rate.perSecond(perSecond).burst(perSecond)))
                    .shared(NARROW)
                    .quota(YEARLY)
                    .mode(QuotaMode.leased(other ? 100 : 200, LEASE))
        };
    }

    /** Changes everything, while work runs. */
    void change(boolean other) {
        valve.replace(definitions(other));
    }

    /** Looks at what failed for good, and lets go of it. */
    void clearLetters() {
        valve.deadLetters()
                .list(MOST_LETTERS)
                .forEach(letter -> valve.deadLetters().remove(letter.id()));
    }

    void subscribe(String user, String profile) {
        valve.subscriptions().create(user, profile, TERM);
    }

    Subscriptions subscriptions() {
        return valve.subscriptions();
    }

    Limiter guest(String user) {
        return valve.limiter(GUEST, user);
    }

    Limiter subscriber(String user) {
        return valve.limiter(user);
    }

    CountingTime time() {
        return time;
    }

    Told told() {
        return told;
    }

    CompletableFuture<ShutdownReport> shutdown(Duration timeout) {
        return valve.shutdown(timeout);
    }

    /** Units that the store says are used, or still held, by these users: of the year in which it began, and the one it is now. */
    long used(List<String> users) {
        List<CounterKey> keys = Stream.of(yearAtStart, year())
                .map(Window.Span::from)
                .map(Instant::toEpochMilli)
                .distinct()
                .map(since -> new CounterKey(YEARLY.name(), since, 0))
                .toList();
        return users.stream()
                .flatMap(user -> store.counters(user, keys).stream())
                .mapToLong(this::taken)
                .sum();
    }

    private long taken(CounterState counter) {
        return counter.used() + counter.held();
    }
}
