package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.Subscription;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Many managers ("nodes") with leases on one store, in virtual time that starts shortly before the end of a day and a month;
 * and an account of what they admitted, kept by the true time. Nodes come and go: they are closed, or crash, be it while they
 * wait for the store. Their wall clocks are off by minutes and their monotonic clocks run a little fast or slow.
 */
final class LeaseWorld {

    private static final Instant START = Instant.parse("2026-01-31T23:59:20Z");
    private static final List<String> USERS = List.of("ada", "bob");
    private static final int MOST_COST = 4;

    /** What is to go wrong, so that it is seen that it would be noticed. */
    enum Bug {
        NONE,
        /** A node believes that no time passes, and so spends after the end of its lease. */
        CLOCK_STANDS_STILL,
        /** The store's clock is taken to be where it was a while ago. */
        STORE_TIME_IS_OLD,
        /** The rest of a lease is given back twice. */
        RETURNED_TWICE
    }

    private final SplittableRandom random;
    private final Bug bug;
    private final ManualTime truth = new ManualTime(0, START);
    private final InMemoryStore store = new InMemoryStore(truth);
    private final List<Node> nodes = new ArrayList<>();
    private final Queue<Runnable> due = new ArrayDeque<>();
    private final Map<String, Account> accounts = new HashMap<>();
    private final long units;
    private final Duration ttl;
    private final Profile profile;
    private int crashes;

    /** Units that were about to be given back when a node crashed. */
    private long excused;

    private boolean deep;
    private Instant admittedAt;

    /** What the world knows of one user. */
    private static final class Account {
        final Map<Long, Long> admittedByDay = new HashMap<>();
        final List<Change> limits = new ArrayList<>();
        Instant canceledAt = Instant.MAX;
    }

    /** A limit of the day's quota since then. */
    private record Change(Instant since, long limit) {}

    /** The node is no more. */
    private static final class Crash extends Error {

        private static final long serialVersionUID = 1L;
    }

    LeaseWorld(SplittableRandom random, Bug bug) {
        this.random = random;
        this.bug = bug;
        this.units = random.nextLong(2, 65);
        this.ttl = Duration.ofMillis(random.nextLong(200, 20_000));
        long limit = random.nextLong(20, 400);
        this.profile = Profile.named("pro")
                .dedicated(Resource.each().rate(Rate.UNLIMITED).queue(10_000).workers(10_000))
                .quota(Quota.perDay(limit))
                .quota(Quota.perMonth(100_000))
                .mode(QuotaMode.leased(units, ttl));
        start();
        for (String user : USERS) {
            Account account = new Account();
            account.limits.add(new Change(Instant.MIN, limit));
            accounts.put(user, account);
            nodes.get(0).manager.subscriptions().create(user, "pro", Duration.ofDays(300));
        }
    }

    /** Lives through a while, and checks at every step that nothing too much is admitted, and in the end what was lost. */
    void live(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            runDue();
        }
        nodes.forEach(Node::close);
        checkLosses();
    }

    private void step() {
        int choice = random.nextInt(1_000);
        if (choice < 5 && nodes.size() < 5) {
            start();
        } else if (choice < 8 && nodes.size() > 1) {
            nodes.remove(random.nextInt(nodes.size())).close();
        } else if (choice < 11 && nodes.size() > 1) {
            crash(nodes.get(random.nextInt(nodes.size())));
        } else if (choice < 16) {
            truth.advance(Duration.ofMillis(random.nextLong(ttl.toMillis() * 3 / 2)));
        } else if (choice < 120) {
            truth.advance(Duration.ofMillis(random.nextLong(100)));
        } else {
            act(nodes.get(random.nextInt(nodes.size())), USERS.get(random.nextInt(USERS.size())), choice);
        }
    }

    private void act(Node node, String user, int choice) {
        try {
            if (choice < 126) {
                change(node, user);
            } else {
                node.use(user, choice);
            }
        } catch (Crash crash) {
            assertThat(node.crashed).isTrue();
        }
        node.unstarted();
        mourn(node);
    }

    /** Forgets a node that has crashed, whoever has noticed that. */
    private void mourn(Node node) {
        if (node.crashed && nodes.contains(node)) {
            crash(node);
        }
    }

    private void change(Node node, String user) {
        if (!accounts.get(user).canceledAt.equals(Instant.MAX)) {
            return;
        }
        if (user.equals("bob") && random.nextInt(10) == 0) {
            node.manager.subscriptions().cancel(user);
        } else {
            node.manager.subscriptions().overrideQuota(user, "calls-per-day", random.nextLong(400));
        }
    }

    /** The store has a new word on a user, whether or not the node lives to hear of it. */
    private void changed(Subscription saved) {
        Account account = accounts.get(saved.userId());
        if (saved.canceledAt() != null) {
            account.canceledAt = truth.instant();
        }
        QuotaOverride override = saved.overrides().get("calls-per-day");
        if (override != null) {
            account.limits.add(new Change(truth.instant(), override.limit()));
        }
    }

    private void start() {
        nodes.add(new Node());
    }

    private void crash(Node node) {
        node.crashed = true;
        nodes.remove(node);
        crashes++;
        excused += node.unstarted();
        if (nodes.isEmpty()) {
            start();
        }
    }

    private void admitted(String user, long cost) {
        Account account = accounts.get(user);
        long day = Math.floorDiv(admittedAt.getEpochSecond(), 86_400);
        long sum = account.admittedByDay.merge(day, cost, Long::sum);
        Instant seenSince = admittedAt.minus(ttl).minus(ttl.dividedBy(500));
        assertThat(account.canceledAt).as("a cancellation is seen in time").isAfterOrEqualTo(seenSince);
        long most = 0;
        for (int i = account.limits.size() - 1; i >= 0; i--) {
            most = Math.max(most, account.limits.get(i).limit());
            if (account.limits.get(i).since().isBefore(seenSince)) {
                break;
            }
        }
        assertThat(sum).as("admitted to %s at %s", user, admittedAt).isLessThanOrEqualTo(most);
    }

    private void givenBack(String user, long cost, Instant at) {
        Account account = accounts.get(user);
        account.admittedByDay.merge(Math.floorDiv(at.getEpochSecond(), 86_400), -cost, Long::sum);
    }

    private void checkLosses() {
        for (String user : USERS) {
            Account account = accounts.get(user);
            long lost = 0;
            for (Map.Entry<Long, Long> day : account.admittedByDay.entrySet()) {
                lost += usedOn(user, day.getKey()) - day.getValue();
                assertThat(usedOn(user, day.getKey()))
                        .as("what was admitted to %s on day %s is counted", user, day.getKey())
                        .isGreaterThanOrEqualTo(day.getValue());
            }
            assertThat(lost)
                    .as("what %s lost by %s crashes of nodes that lease %s", user, crashes, units)
                    .isLessThanOrEqualTo(crashes * (units + MOST_COST) + excused);
        }
    }

    private long usedOn(String user, long day) {
        Instant start = Instant.ofEpochSecond(day * 86_400);
        assertThat(start.atZone(ZoneOffset.UTC).getHour()).isZero();
        CounterKey key = new CounterKey("calls-per-day", start.toEpochMilli(), 0);
        return store.counters(user, List.of(key)).get(0).used();
    }

    private void runDue() {
        for (Runnable next = due.poll(); next != null; next = due.poll()) {
            next.run();
        }
    }

    private final class Node {

        final NodeTime time = new NodeTime(this);
        final HandDrivenExecutor workers = new HandDrivenExecutor();
        final List<Sent> sent = new ArrayList<>();
        final ValveManager manager = ValveManager.builder()
                .time(time)
                .store(new Gate(store, this))
                .executor(workers)
                .callbackExecutor(Runnable::run)
                .staleness(Duration.ofMillis(random.nextLong(1, 3_000)))
                .build();
        boolean crashed;

        private record Sent(String user, long cost, Instant at, AtomicBoolean started, CompletableFuture<Void> task) {}

        Node() {
            manager.register(profile);
        }

        void use(String user, int choice) {
            Limiter limiter = manager.limiter(user);
            long cost = random.nextInt(3) == 0 ? random.nextLong(1, MOST_COST + 1) : 1;
            TaskOptions options = TaskOptions.DEFAULT.cost(cost);
            admittedAt = null;
            boolean admitted;
            if (choice < 200) {
                // Time may pass while the store answers, so what it says is no promise; but it must take nothing.
                assertThat(limiter.peek(options).user()).isEqualTo(user);
                admittedAt = null;
                admitted = limiter.take(options).allowed();
            } else if (choice < 300) {
                admitted = submitted(limiter, user, options);
            } else {
                admitted = limiter.tryTake(options);
            }
            if (admitted) {
                admittedAt = Optional.ofNullable(admittedAt).orElseGet(truth::instant);
                admitted(user, cost);
            }
            if (choice < 320 && !sent.isEmpty()) {
                sent.get(random.nextInt(sent.size())).task().cancel(false);
                workers.runAll();
            }
        }

        private boolean submitted(Limiter limiter, String user, TaskOptions options) {
            try {
                AtomicBoolean started = new AtomicBoolean();
                CompletableFuture<Void> task = limiter.run(() -> started.set(true), options);
                admittedAt = Optional.ofNullable(admittedAt).orElseGet(truth::instant);
                sent.add(new Sent(user, options.calls(), admittedAt, started, task));
                return true;
            } catch (ValveRejectedException refused) {
                return false;
            }
        }

        /** A task that is over and never started has given its units back, or died over it. */
        long unstarted() {
            long given = 0;
            for (Sent each : sent) {
                if (each.task().isDone() && !each.started().get()) {
                    givenBack(each.user(), each.cost(), each.at());
                    given += each.cost();
                }
            }
            sent.removeIf(each -> each.task().isDone());
            return given;
        }

        void close() {
            workers.runAll();
            deep = true;
            try {
                manager.close();
            } finally {
                deep = false;
            }
            crashed = true;
        }
    }

    /** A clock that is set wrong and runs at its own pace. */
    private final class NodeTime implements TimeSource {

        private final Node node;
        private final long offset = random.nextLong();
        private final Duration wallOffset = Duration.ofMillis(random.nextLong(-600_000, 600_000));

        /** In millionths. */
        private final long drift = random.nextLong(-400, 400);

        NodeTime(Node node) {
            this.node = node;
        }

        @Override
        public long nanos() {
            return offset + (bug == Bug.CLOCK_STANDS_STILL ? 0 : paced(truth.nanos()));
        }

        private long paced(long nanos) {
            return nanos + nanos / 1_000_000 * drift;
        }

        @Override
        public Instant instant() {
            return truth.instant().plus(wallOffset);
        }

        @Override
        public Alarm alarm(long delayNanos, Runnable action) {
            return truth.alarm(
                    delayNanos - delayNanos / 1_000_000 * drift,
                    () -> due.add(() -> {
                        if (!node.crashed) {
                            try {
                                action.run();
                            } catch (Crash crash) {
                                crash(node);
                            }
                        }
                    }));
        }
    }

    /** The way from a node to the store, which takes its time, and on which the node may crash. */
    private final class Gate extends ForwardingStore {

        private final Node node;

        Gate(ValveStore behind, Node node) {
            super(behind);
            this.node = node;
        }

        private void pass() {
            if (node.crashed) {
                throw new Crash();
            }
            if (!deep && random.nextInt(4) == 0) {
                truth.advance(Duration.ofMillis(random.nextLong(random.nextInt(20) == 0 ? 5_000 : 50)));
            }
        }

        private void mayCrash() {
            if (!deep && nodes.size() > 1 && random.nextInt(3_000) == 0) {
                node.crashed = true;
                throw new Crash();
            }
        }

        @Override
        public Instant now() {
            pass();
            Instant now = super.now();
            pass();
            return bug == Bug.STORE_TIME_IS_OLD ? now.minus(ttl) : now;
        }

        @Override
        public Optional<Subscription> find(String userId) {
            pass();
            return super.find(userId);
        }

        @Override
        public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
            pass();
            boolean saved = super.save(next, expectedRevision, event);
            if (saved) {
                changed(next);
            }
            mayCrash();
            return saved;
        }

        @Override
        public ChargeResult charge(Charge charge) {
            pass();
            mayCrash();
            ChargeResult result = super.charge(charge);
            if (result instanceof ChargeResult.Admitted) {
                admittedAt = truth.instant();
            }
            mayCrash();
            pass();
            return result;
        }

        @Override
        public SettleResult settle(Settlement settlement) {
            pass();
            mayCrash();
            SettleResult result = super.settle(settlement);
            if (bug == Bug.RETURNED_TWICE && settlement instanceof Settlement.Refund refund) {
                super.settle(
                        new Settlement.Refund(UUID.randomUUID(), refund.userId(), refund.postings(), refund.charge()));
            }
            mayCrash();
            return result;
        }
    }
}
