package io.valve4j.internal.engine;

import io.valve4j.Definition;
import io.valve4j.Limiter;
import io.valve4j.ShutdownReport;
import io.valve4j.event.StoreObserver;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import io.valve4j.internal.check.Checks;
import io.valve4j.internal.event.Events;
import io.valve4j.internal.memory.WeakTable;
import io.valve4j.internal.quota.Leases;
import io.valve4j.internal.quota.Ledger;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.internal.schedule.TurnRule;
import io.valve4j.internal.schedule.WorkerThreads;
import io.valve4j.internal.store.PatientStore;
import io.valve4j.internal.store.StoreHealth;
import io.valve4j.internal.subscription.SubscriptionService;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.status.Status;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.DeadLetters;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskDecorator;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The manager's inside: brings the rooms together. Thread-safe. */
public final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger("io.valve4j.ValveManager");

    private final TimeSource time;
    private final ValveStore store;
    private final Ledger ledger;
    private final Leases leases;
    private final StoreClock clock;
    private final Set<ValveListener> listeners;
    private final Events events;
    private final Services services;
    private final Executor callbacks;
    private final LetterOffice letters;
    private final Configuration configuration;
    private final Subscriptions subscriptions;
    private final LastKnown lastKnown;
    private final Account.Surroundings surroundings;
    private final Following following;
    private final Status status;

    /** One account per user for as long as somebody holds a limiter of theirs, so that a change reaches all of these. */
    private final WeakTable<String, Account> accounts;

    private @Nullable CompletableFuture<ShutdownReport> shutdown;

    /** An engine with nothing configured, in which users take fair turns. */
    public Engine(Outside outside, Threads threads, Duration staleness, RetryPolicy storeRetry) {
        this(outside, threads, staleness, storeRetry, TurnRule.FAIR);
    }

    /**
     * An engine with nothing configured.
     *
     * @param outside what it works with; store and queue are closed at shutdown
     * @param threads on which threads
     * @param staleness how long a subscription may be remembered
     * @param storeRetry how often the store is called again when it fails for a moment
     * @param rule who comes first on every resource
     */
    public Engine(Outside outside, Threads threads, Duration staleness, RetryPolicy storeRetry, TurnRule rule) {
        this.time = SteadyTime.of(outside.time());
        this.callbacks = threads.callbacks();
        this.listeners = outside.listeners().keySet();
        this.events = new Events(outside.listeners(), time, threads.callbacks());
        StoreHealth health = new StoreHealth(time, new HealthReport());
        this.store = new PatientStore(outside.store(), storeRetry, time, health, outside.observers());
        this.ledger = new Ledger(store);
        this.leases = new Leases(time, ledger, threads.callbacks());
        this.clock = new StoreClock(time, ledger);
        StoreLog storeLog = new StoreLog(time);
        this.services =
                Services.of(new Till(ledger, storeLog), time, events, outside.deadLetters(), outside.decorators());
        this.letters = new LetterOffice(outside.deadLetters(), this);
        this.configuration = new Configuration(new Workshop(
                time,
                threads.workers() instanceof WorkerThreads own ? own : WorkerThreads.of(threads.workers()),
                threads.callbacks(),
                rule));
        this.subscriptions = new SubscriptionService(store, this::quotasOf, this::usageOf, this::subscriptionChanged);
        this.lastKnown = new LastKnown(configuration::setup);
        this.surroundings = new Account.Surroundings(
                time, store, ledger, leases, clock, new Guests(), lastKnown, storeLog, configuration::setup, staleness);
        this.accounts = new WeakTable<>(user -> new Account(user, null, surroundings), time, threads.callbacks());
        DueTimes.Clocks clocks = new DueTimes.Clocks(time, clock::ask);
        this.following = new Following(
                this::account,
                this::dispatchersOf,
                services,
                (due, waits) -> new DueTimes(clocks, threads.callbacks(), due, waits));
        this.status = new StatusBoard(time, configuration::setup, health, leases);
    }

    /**
     * What an engine works with.
     *
     * @param time all time; its monotonic clock may step back
     * @param store subscriptions and usage
     * @param deadLetters what failed for good
     * @param listeners who is told of events, each with how many may wait for it
     * @param decorators what goes round every task, the first outermost
     */
    public record Outside(
            TimeSource time,
            ValveStore store,
            DeadLetterQueue deadLetters,
            IdentityHashMap<ValveListener, Integer> listeners,
            List<TaskDecorator> decorators) {

        /** Copies listeners and decorators. */
        public Outside {
            listeners = new IdentityHashMap<>(listeners);
            decorators = List.copyOf(decorators);
        }

        private List<StoreObserver> observers() {
            return listeners.keySet().stream()
                    .filter(StoreObserver.class::isInstance)
                    .map(StoreObserver.class::cast)
                    .toList();
        }
    }

    /**
     * On which threads an engine works.
     *
     * @param workers gives workers their threads: {@link #threads}, or somebody else's
     * @param callbacks completes what may run others' code or block, and tells listeners
     */
    public record Threads(Executor workers, Executor callbacks) {}

    /** Tells listeners how the store is. */
    private final class HealthReport implements StoreHealth.Observer {

        @Override
        public void degraded(Throwable failure) {
            events.put(at -> new ValveEvent.StoreDegraded(at, failure));
        }

        @Override
        public void recovered(Duration after) {
            long uncharged = services.till().takeUncharged();
            LOG.info(
                    "the store works again, after {}; meanwhile {} charges were admitted uncharged",
                    Checks.shown(after),
                    uncharged);
            events.put(at -> new ValveEvent.StoreRecovered(at, after, uncharged));
        }

        @Override
        public void released() {
            events.deliver();
        }
    }

    private @Nullable List<Quota> quotasOf(String profile) {
        Setup.Plan plan = setup().profiles().get(profile);
        return plan == null ? null : plan.profile().quotas();
    }

    TimeSource time() {
        return time;
    }

    StoreClock clock() {
        return clock;
    }

    Ledger ledger() {
        return ledger;
    }

    Following following() {
        return following;
    }

    Services services() {
        return services;
    }

    Setup setup() {
        return configuration.setup();
    }

    /** Adds what has a new name; all of it or, with every mistake reported, nothing. */
    public void register(Definition... definitions) {
        configuration.register(definitions);
        tellConfigured();
    }

    /** Changes what exists, while work runs; all of it or, with every mistake reported, nothing. */
    public void replace(Definition... definitions) {
        configuration.replace(definitions);
        tellConfigured();
    }

    private void tellConfigured() {
        for (ValveListener listener : listeners) {
            try {
                listener.configured();
            } catch (RuntimeException | Error failure) {
                LOG.warn("a listener failed to follow a change of the configuration: {}", listener, failure);
            }
        }
    }

    /** How everything stands. */
    public Status status() {
        return status;
    }

    /** What failed for good. */
    public DeadLetters deadLetters() {
        return letters;
    }

    /** Subscriptions; a change is seen by this engine's limiters at once. */
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** The handle of a user who has, or will have, a subscription. */
    public Limiter limiter(String user) {
        return subscriber(user);
    }

    private UserLimiter subscriber(String user) {
        Checks.name("the user's id", user);
        return new UserLimiter(this, account(user), null);
    }

    private Account account(String user) {
        return accounts.get(user);
    }

    /** The handle of a user who needs no subscription. */
    public Limiter limiter(String profile, String user) {
        return guest(profile, user);
    }

    private UserLimiter guest(String profile, String user) {
        Checks.name("the profile's name", profile);
        Checks.name("the user's id", user);
        return new UserLimiter(this, new Account(user, profile, surroundings), null);
    }

    /** A handle like the one through which a task came that is now a dead letter. */
    UserLimiter limiterOf(DeadLetter.Origin origin) {
        UserLimiter limiter = origin.subscribed() ? subscriber(origin.user()) : guest(origin.profile(), origin.user());
        return limiter.on(origin.resource());
    }

    /** How the quotas of a subscription's profile stand; none if that is not registered. */
    List<Usage> usageOf(Subscription subscription, Instant at) {
        List<Quota> quotas = quotasOf(subscription.profileAt(at));
        return quotas == null
                ? List.of()
                : ledger.usage(ledger.resolve(subscription.userId(), quotas, subscription, at));
    }

    private void subscriptionChanged(Subscription changed, AuditEvent audit) {
        lastKnown.seen(changed, audit.at());
        Account account = accounts.find(changed.userId());
        if (account != null) {
            account.forget();
        }
        leases.recall(changed.userId());
        if (changed.statusAt(audit.at()) == SubscriptionStatus.CANCELED) {
            dispatchersOf(changed.userId())
                    .forEach(dispatcher -> dispatcher.endTurns(changed.userId(), Errand::isOfSubscriber));
        }
        following.follow(changed.userId());
        events.tell(at -> new ValveEvent.SubscriptionChanged(at, changed, audit));
    }

    private List<Dispatcher> dispatchersOf(String user) {
        Set<ResourceRuntime> runtimes = new LinkedHashSet<>(configuration.shared());
        for (Outlet outlet : configuration.outlets()) {
            ResourceRuntime own = outlet.runtimeOf(user);
            if (own != null) {
                runtimes.add(own);
            }
        }
        return runtimes.stream()
                .flatMap(runtime -> Stream.ofNullable(runtime.dispatcherIfAny()))
                .toList();
    }

    /** Closes one shared resource gracefully. */
    public CompletableFuture<ShutdownReport> drain(String resource, Duration timeout) {
        Checks.name("the resource's name", resource);
        Duration wait = Checks.wait("the timeout", timeout);
        ResourceRuntime drained = configuration.drain(resource);
        tellConfigured();
        Optional<String> name = Optional.of(resource);
        events.tell(at -> new ValveEvent.ShutdownStarted(at, name));
        return Shutdown.of(List.of(drained), wait, time, (report, over) -> {
            configuration.forget(drained);
            events.tell(at -> new ValveEvent.ShutdownEnded(at, name, report));
        });
    }

    /** Closes everything gracefully; again returns the same. */
    public CompletableFuture<ShutdownReport> shutdown(Duration timeout) {
        Duration wait = Checks.wait("the timeout", timeout);
        CompletableFuture<ShutdownReport> begun;
        synchronized (this) {
            if (shutdown != null) {
                return shutdown;
            }
            configuration.close();
            following.stop();
            accounts.stop();
            Set<ResourceRuntime> all = new LinkedHashSet<>(configuration.shared());
            configuration.outlets().forEach(outlet -> outlet.runtimes().forEach(all::add));
            events.put(at -> new ValveEvent.ShutdownStarted(at, Optional.empty()));
            begun = Shutdown.of(all, wait, time, this::closed);
            shutdown = begun;
        }
        events.deliver();
        return begun;
    }

    /** Lets go of what tasks may need, when none runs any more; one that will not end does not hold up the rest. */
    private void closed(ShutdownReport report, CompletableFuture<Void> over) {
        if (over.isDone()) {
            closeStores();
        } else {
            CompletableFuture<Void> unused = over.thenRunAsync(this::closeStores, callbacks);
        }
        events.tell(at -> new ValveEvent.ShutdownEnded(at, Optional.empty(), report));
        events.flush();
    }

    private void closeStores() {
        services.letterbox().close();
        leases.close();
        try {
            store.close();
        } catch (Throwable failure) {
            LOG.warn("the store failed to close", failure);
        }
    }

    /** Threads of the library's own: virtual where there are any, else platform threads, so many at most. */
    public static Executor threads(int mostPlatformThreads) {
        return WorkerThreads.create(mostPlatformThreads);
    }

    /** Platform threads, whatever else there is. */
    public static Executor platformThreads(int most) {
        return WorkerThreads.pool(most);
    }

    /**
     * Whether the calling thread runs a task, of this engine or another, or tells a listener, and so must not wait for the end
     * of all of these.
     */
    public static boolean isWaitedFor() {
        return Dispatcher.inTask() || Events.inListener();
    }
}
