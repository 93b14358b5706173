package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static io.valve4j.task.TaskOptions.waitUpTo;

import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetters;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/**
 * Hands very many tasks of many users to one shared resource from several threads at once, with all that can happen to them,
 * while the configuration changes; and then does the accounts. {@link #violations()} says what did not add up.
 *
 * <p>Everything random comes from the seed, except for how the threads interleave.
 */
final class StressRun {

    static final int SUBMITTERS = 8;
    static final int USERS = 1_000;
    static final int MOST_WORKERS = 16;

    /** How many of the users have a subscription, and lose it now and then. */
    private static final int SUBSCRIBERS = 20;

    private static final int REMEMBERED = 256;
    private static final int ATTEMPTS = 3;
    private static final RetryPolicy RETRY = RetryPolicy.attempts(ATTEMPTS)
            .baseDelay(Duration.ofNanos(200_000))
            .maxDelay(Duration.ofMillis(1))
            .on(IllegalStateException.class);
    private static final Quota COUNTED = Quota.perDay(Quota.UNLIMITED).named("starts");
    private static final Quota COUNTED_FOR_LIFE =
            Quota.lifetime(Quota.UNLIMITED).named("starts");

    /** What became of a task. */
    enum Fate {
        RAN,
        FAILED,
        CANCELLED,
        TIMED_OUT,
        HANDED_BACK,
        REFUSED
    }

    private final ValveManager valve;
    private final UnaryOperator<Limiter> disguise;
    private final int tasks;
    private final long seed;
    private final long patienceNanos;
    private final Limiter[] limiters = new Limiter[USERS];
    private final AtomicIntegerArray starts;
    private final Set<Integer> startedInterrupted = ConcurrentHashMap.newKeySet();
    private final Set<Integer> cancelled = ConcurrentHashMap.newKeySet();
    private final AtomicIntegerArray startsOfUser = new AtomicIntegerArray(USERS);
    private final AtomicIntegerArray permitsOfUser = new AtomicIntegerArray(USERS);
    private final Map<Fate, LongAdder> fates = new EnumMap<>(Fate.class);
    private final LongAdder permits = new LongAdder();
    private final LongAdder interruptedWaits = new LongAdder();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger submitting = new AtomicInteger(SUBMITTERS);
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> acquirers = new ArrayList<>();

    /**
     * A run on a manager that is still empty.
     *
     * @param disguise what stands between the run and each limiter: nothing, or a fault
     * @param patience how long nothing may happen until what is missing is taken for lost
     */
    StressRun(ValveManager valve, UnaryOperator<Limiter> disguise, int tasks, long seed, Duration patience) {
        this.valve = valve;
        this.disguise = disguise;
        this.tasks = tasks;
        this.seed = seed;
        this.patienceNanos = patience.toNanos();
        this.starts = new AtomicIntegerArray(tasks);
        for (Fate fate : Fate.values()) {
            fates.put(fate, new LongAdder());
        }
    }

    List<String> violations() {
        return violations;
    }

    long count(Fate fate) {
        return fates.get(fate).sum();
    }

    long permits() {
        return permits.sum();
    }

    long interruptedWaits() {
        return interruptedWaits.sum();
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + fates + ", permits " + permits + ", interrupted waits " + interruptedWaits;
    }

    /** Does it all, and the accounts. */
    StressRun run() throws InterruptedException {
        configure();
        SplittableRandom random = new SplittableRandom(seed);
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SplittableRandom own = random.split();
            acquirers.add(new Thread(guarded(() -> acquire(own)), "acquirer-" + i));
        }
        for (int i = 0; i < SUBMITTERS; i++) {
            int number = i;
            SplittableRandom own = random.split();
            submitters.add(new Thread(guarded(() -> submitAll(number, own)), "submitter-" + i));
        }
        acquirers.forEach(Thread::start);
        submitters.forEach(Thread::start);
        for (Thread thread : submitters) {
            thread.join();
        }
        for (Thread thread : acquirers) {
            thread.join();
        }
        awaitTheLast();
        checkStarts();
        checkWorkers();
        checkQuotas();
        checkLetters();
        return this;
    }

    private void configure() {
        valve.register(
                Resource.named("api").workers(MOST_WORKERS).queue(20_000),
                Profile.named("plain").shared("api"),
                Profile.named("counted").shared("api").quota(COUNTED),
                Profile.named("subscribed").shared("api", Terms.weight(3)).quota(COUNTED_FOR_LIFE));
        for (int user = 0; user < USERS; user++) {
            String id = "user-" + user;
            if (user < SUBSCRIBERS) {
                valve.subscriptions().create(id, "subscribed", Duration.ofDays(1));
            }
            limiters[user] = disguise.apply(
                    user < SUBSCRIBERS ? valve.limiter(id) : valve.limiter(user % 2 == 0 ? "plain" : "counted", id));
        }
    }

    private Runnable guarded(Runnable part) {
        return () -> {
            try {
                part.run();
            } catch (Throwable failure) {
                violations.add(Thread.currentThread().getName() + " failed: " + failure);
            }
        };
    }

    private void submitAll(int number, SplittableRandom random) {
        List<CompletableFuture<Integer>> remembered = new ArrayList<>(Collections.nCopies(REMEMBERED, null));
        for (int i = number, done = 0; i < tasks; i += SUBMITTERS, done++) {
            CompletableFuture<Integer> future = submit(i, random);
            CompletableFuture<Integer> earlier = remembered.set(done % REMEMBERED, future);
            int dice = random.nextInt(1_000);
            if (future != null && dice < 50) {
                future.cancel(random.nextBoolean());
            } else if (earlier != null && dice < 150) {
                earlier.cancel(random.nextBoolean());
            } else if (dice < 152) {
                acquirers.get(random.nextInt(acquirers.size())).interrupt();
            }
            if (number == 0 && done % 2_000 == 1_999) {
                reconfigure(random);
            }
            if (number == 1 && done % 500 == 499) {
                resubscribe(random.nextInt(SUBSCRIBERS));
            }
        }
        submitting.decrementAndGet();
    }

    private CompletableFuture<Integer> submit(int id, SplittableRandom random) {
        int user = random.nextInt(USERS);
        TaskOptions options = random.nextInt(4) == 0 ? waitUpTo(Duration.ofSeconds(5)) : DEFAULT;
        if (random.nextInt(10) == 0) {
            options = options.deadline(Duration.ofNanos(1_000L << random.nextInt(16)));
        }
        if (isRetried(id)) {
            options = options.retry(RETRY);
        }
        try {
            CompletableFuture<Integer> future =
                    limiters[user].submit(task(id, user, random.nextInt(1_000)), options.named("task-" + id));
            var unused = future.whenComplete((result, failure) -> ended(id, result, failure));
            return future;
        } catch (ValveRejectedException refusal) {
            fates.get(Fate.REFUSED).increment();
            return null;
        }
    }

    private Callable<Integer> task(int id, int user, int dice) {
        return () -> {
            if (Thread.currentThread().isInterrupted()) {
                startedInterrupted.add(id);
            }
            int attempt = starts.incrementAndGet(id);
            if (attempt == 1) {
                startsOfUser.incrementAndGet(user);
            }
            if (running.incrementAndGet() > MOST_WORKERS) {
                violations.add("more tasks ran at once than there ever were workers");
            }
            try {
                if (dice < 50 || (dice < 250 && isRetried(id) && attempt == 1)) {
                    throw new IllegalStateException("task " + id);
                }
                if (dice < 70) {
                    throw new StackOverflowError("task " + id);
                }
                if (dice < 90) {
                    Thread.currentThread().interrupt();
                }
                for (int i = 0; i < (dice < 200 ? 4_000 : 0); i++) {
                    Thread.onSpinWait();
                }
                return id;
            } finally {
                running.decrementAndGet();
            }
        };
    }

    private void ended(int id, Integer result, Throwable failure) {
        Fate fate = fate(id, result, failure);
        boolean neverStarts = fate == Fate.TIMED_OUT || fate == Fate.HANDED_BACK;
        if (neverStarts && starts.get(id) > 0) {
            violations.add("task " + id + " was " + fate + " although it had started");
        }
        if (fate == Fate.CANCELLED) {
            cancelled.add(id);
        }
        fates.get(fate).increment();
    }

    private Fate fate(int id, Integer result, Throwable failure) {
        if (failure == null) {
            if (result != id) {
                violations.add("task " + id + " gave the result of task " + result);
            }
            return Fate.RAN;
        }
        if (failure instanceof CancellationException) {
            return Fate.CANCELLED;
        }
        if (failure instanceof TimeoutException) {
            return Fate.TIMED_OUT;
        }
        if (failure instanceof ValveRejectedException) {
            return Fate.HANDED_BACK;
        }
        if (!("task " + id).equals(failure.getMessage())) {
            violations.add("task " + id + " failed for a reason that is not its own: " + failure);
        }
        return Fate.FAILED;
    }

    private void acquire(SplittableRandom random) {
        while (submitting.get() > 0) {
            int user = random.nextInt(USERS);
            try (Permit permit = limiters[user].acquire(Duration.ofNanos(1_000L << random.nextInt(14)))) {
                permits.increment();
                permitsOfUser.incrementAndGet(user);
                if (!permit.user().equals("user-" + user)) {
                    violations.add("a permit of " + permit.user() + " was given to user-" + user);
                }
            } catch (InterruptedException interrupt) {
                interruptedWaits.increment();
            } catch (ValveRejectedException refusal) {
                Thread.onSpinWait();
            }
        }
    }

    private void reconfigure(SplittableRandom random) {
        Terms terms = Terms.weight(1 + random.nextInt(4));
        if (random.nextBoolean()) {
            terms = terms.workers(1 + random.nextInt(3)).rate(Rate.perSecond(10_000 + random.nextInt(100_000)));
        }
        Resource api = Resource.named("api")
                .workers(4 + random.nextInt(MOST_WORKERS - 3))
                .queue(5_000 + random.nextInt(20_000));
        valve.replace(
                random.nextBoolean() ? api.rate(Rate.perSecond(200_000 + random.nextInt(1_000_000))) : api,
                Profile.named("plain").shared("api", terms),
                Profile.named("counted").shared("api").quota(COUNTED));
    }

    private void resubscribe(int user) {
        String id = "user-" + user;
        valve.subscriptions().cancel(id);
        valve.subscriptions().create(id, "subscribed", Duration.ofDays(1));
    }

    private long endedInAll() {
        return fates.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Waits for the last tasks to end, for as long as any do. */
    private void awaitTheLast() {
        valve.replace(
                Resource.named("api").workers(MOST_WORKERS).queue(20_000),
                Profile.named("plain").shared("api"));
        long seen = endedInAll();
        long since = System.nanoTime();
        while (seen < tasks && System.nanoTime() - since < patienceNanos) {
            Thread.onSpinWait();
            long now = endedInAll();
            if (now != seen) {
                seen = now;
                since = System.nanoTime();
            }
        }
        if (seen != tasks) {
            violations.add(seen + " of " + tasks + " tasks have ended");
        }
    }

    private void checkStarts() {
        // Who was cancelled in the very moment of starting was meant by the interrupt; nobody else was.
        for (int id : startedInterrupted) {
            if (!cancelled.contains(id)) {
                violations.add("task " + id + " was started with an interrupt that was not meant for it");
            }
        }
        for (int id = 0; id < tasks; id++) {
            if (starts.get(id) > (isRetried(id) ? ATTEMPTS : 1)) {
                violations.add("task " + id + " was started " + starts.get(id) + " times");
            }
        }
    }

    /** Whether a task is tried again when it fails. */
    static boolean isRetried(int id) {
        return id % 5 == 0;
    }

    /** Each task that failed for good has left one letter, and no other task has. */
    private void checkLetters() {
        DeadLetters letters = valve.deadLetters();
        Set<String> found = new HashSet<>();
        String last = null;
        for (List<DeadLetter> page = letters.list(10_000); !page.isEmpty(); page = letters.list(last, 10_000)) {
            for (DeadLetter letter : page) {
                found.add(letter.job().name());
                last = letter.id();
                int id = Integer.parseInt(letter.job().name().substring("task-".length()));
                if (letter.failure().attempts() != starts.get(id)) {
                    violations.add("the letter of task " + id + " speaks of "
                            + letter.failure().attempts() + " attempts, and there were " + starts.get(id));
                }
            }
        }
        if (found.size() != count(Fate.FAILED) || letters.size() != found.size()) {
            violations.add(letters.size() + " letters of " + found.size() + " tasks for " + count(Fate.FAILED)
                    + " that failed");
        }
    }

    /** Every worker can be had, and not one more. */
    private void checkWorkers() {
        Limiter limiter = valve.limiter("plain", "auditor");
        List<Permit> held = new ArrayList<>();
        long start = System.nanoTime();
        // The last workers may be on their way home still.
        while (held.size() < MOST_WORKERS && System.nanoTime() - start < patienceNanos) {
            limiter.tryAcquire().ifPresent(held::add);
        }
        if (held.size() != MOST_WORKERS || limiter.tryAcquire().isPresent()) {
            violations.add(held.size() + " of " + MOST_WORKERS + " workers could be had");
        }
        held.forEach(Permit::close);
    }

    /**
     * Whether {@link #checkQuotas} looks at this user: a lifetime quota starts afresh with each subscription, so that of
     * subscribers is passed over, and every other user of the rest has none.
     */
    static boolean isAudited(String id) {
        return isAudited(Integer.parseInt(id.substring("user-".length())));
    }

    private static boolean isAudited(int user) {
        return user >= SUBSCRIBERS && user % 2 == 1;
    }

    /** What is charged is what has started. */
    private void checkQuotas() {
        for (int user = 0; user < USERS; user++) {
            if (!isAudited(user)) {
                continue;
            }
            long due = (long) startsOfUser.get(user) + permitsOfUser.get(user);
            for (Usage usage : valve.limiter("counted", "user-" + user).usage()) {
                if (usage.used() != due) {
                    violations.add("user-" + user + " was charged " + usage.used() + " for " + due + " starts");
                }
            }
        }
    }
}
