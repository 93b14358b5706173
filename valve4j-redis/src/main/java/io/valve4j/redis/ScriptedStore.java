package io.valve4j.redis;

import io.valve4j.internal.check.Checks;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.Pool;
import io.valve4j.store.Posting;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.StoreKey;
import io.valve4j.store.SubscriptionBytes;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store, unguarded: one script or one plain command for each decision. The rest is in {@link Directory}. */
final class ScriptedStore implements ValveStore {

    private static final int NO_EFFECT = 2;
    private static final int LATE = 1;

    private final Link link;
    private final Keys keys;
    private final Clock clock;
    private final long timeoutNanos;
    private final Undoing undoing;
    private final Saving saving;
    private final Directory directory;

    ScriptedStore(Link link, RedisOptions options, Clock clock) {
        this.link = link;
        this.clock = clock;
        keys = new Keys(options.prefix());
        timeoutNanos = options.guard().timeout().toNanos();
        undoing = new Undoing(link, keys, clock);
        saving = new Saving(link, keys, clock, options.guard().patience());
        directory = new Directory(link, keys, clock, options.guard().patience());
    }

    @Override
    public Instant now() {
        Instant given = clock.instant();
        if (given != null) {
            return given;
        }
        List<byte[]> time = link.call(
                "for the time", timeoutNanos, wire -> wire.commands().time().toCompletableFuture());
        return Micros.instant(number(time.get(0)), number(time.get(1)));
    }

    private static long number(byte[] ascii) {
        return Long.parseLong(new String(ascii, StandardCharsets.US_ASCII));
    }

    @Override
    public Optional<Subscription> find(String userId) {
        byte[] key = keys.of(userId).subscription();
        byte @Nullable [] found = link.call(
                "for the subscription of user " + Checks.quoted(userId),
                timeoutNanos,
                wire -> wire.commands().get(key).toCompletableFuture());
        return Optional.ofNullable(found).map(SubscriptionBytes::subscription);
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        return saving.save(next, expectedRevision, event);
    }

    @Override
    public ChargeResult charge(Charge charge) {
        byte[][] userKeys = keys.of(charge.userId()).forSteps(charge.replayKey() != null);
        byte[][] arguments = arguments(charge);
        return link.call(
                "to charge user " + Checks.quoted(charge.userId()),
                timeoutNanos,
                wire -> wire.run(Script.CHARGE, userKeys, arguments).thenApply(answer -> result(charge, answer)),
                answer -> undoing.abandoned(charge, answer));
    }

    private byte[][] arguments(Charge charge) {
        Arguments arguments = new Arguments()
                .with(clock.argument())
                .with(charge.id())
                .with(charge.expectedRevision())
                .with(Micros.ceil(charge.validity().from()))
                .with(Micros.ceilOrNever(charge.validity().until()));
        if (charge.holdFor() == null) {
            arguments.withNothing();
        } else {
            arguments.with(Micros.of(charge.holdFor()));
        }
        Charge.ReplayKey key = charge.replayKey();
        if (key == null) {
            arguments.withNothing().withNothing().withNothing();
        } else {
            arguments
                    .with(StoreKey.of(key.key()))
                    .with(StoreKey.of(key.demand()))
                    .with(PoolBytes.of(charge.pools()));
        }
        for (ChargeLine line : charge.lines()) {
            arguments.with(line.amount()).with(line.pools().size());
            for (Pool pool : line.pools()) {
                arguments.with(StoreKey.of(pool.key())).with(pool.limit()).with(Micros.ceilOrNever(pool.end()));
            }
        }
        return arguments.toArray();
    }

    private static ChargeResult result(Charge charge, List<Object> parts) {
        Answer answer = new Answer(parts);
        return switch (answer.code()) {
            case 0 ->
                new ChargeResult.Admitted(charge.pools().stream()
                        .map(pool -> answer.draw(answer.number(), pool.key()))
                        .toList());
            case 1 -> replayed(charge, answer);
            case 2 ->
                new ChargeResult.Refused(
                        answer.states(charge.pools().stream().map(Pool::key).toList()));
            case 3 -> new ChargeResult.Stale();
            default -> new ChargeResult.KeyReused();
        };
    }

    private static ChargeResult replayed(Charge charge, Answer answer) {
        byte[] id = answer.bytes();
        List<Long> amounts = answer.amounts();
        byte[] pools = answer.bytes();
        List<Posting> postings =
                pools.length == 0 ? PoolBytes.postings(charge.pools(), amounts) : PoolBytes.postings(pools, amounts);
        return new ChargeResult.Replayed(Arguments.id(id), postings);
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        if (settlement instanceof Settlement.Commit commit) {
            Arguments arguments = new Arguments().with(clock.argument()).with(commit.hold());
            for (Posting posting : commit.postings()) {
                arguments
                        .with(StoreKey.of(posting.key()))
                        .with(posting.amount())
                        .with(Micros.ceilOrNever(posting.end()));
            }
            return settle(Script.COMMIT, settlement, arguments, commit.postings());
        }
        if (settlement instanceof Settlement.Refund refund) {
            Arguments arguments = new Arguments().with(clock.argument()).with(refund.id());
            if (refund.charge() == null) {
                arguments.withNothing();
            } else {
                arguments.with(refund.charge());
            }
            refund.postings()
                    .forEach(posting ->
                            arguments.with(StoreKey.of(posting.key())).with(posting.amount()));
            return settle(Script.REFUND, settlement, arguments, refund.postings());
        }
        Arguments arguments = new Arguments().with(clock.argument()).with(((Settlement.Release) settlement).hold());
        return settle(Script.RELEASE, settlement, arguments, List.of());
    }

    private SettleResult settle(Script script, Settlement settlement, Arguments arguments, List<Posting> postings) {
        List<Object> parts = run(
                "to settle a charge of user " + Checks.quoted(settlement.userId()),
                script,
                keys.of(settlement.userId()).forSteps(true),
                arguments);
        Answer answer = new Answer(parts);
        int code = answer.code();
        if (code == NO_EFFECT) {
            return SettleResult.NO_EFFECT;
        }
        List<Draw> draws = new ArrayList<>(postings.size());
        for (Posting posting : postings) {
            draws.add(answer.draw(posting.amount(), posting.key()));
        }
        return new SettleResult(code == LATE ? SettleResult.Outcome.LATE : SettleResult.Outcome.DONE, draws);
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> counters) {
        Arguments arguments = new Arguments().with(clock.argument());
        counters.forEach(key -> arguments.with(StoreKey.of(key)));
        List<Object> parts = run(
                "for the counters of user " + Checks.quoted(userId),
                Script.COUNTERS,
                keys.of(userId).forCounting(),
                arguments);
        return List.copyOf(new Answer(parts).states(counters));
    }

    private List<Object> run(String what, Script script, byte[][] userKeys, Arguments arguments) {
        byte[][] values = arguments.toArray();
        return link.call(what, timeoutNanos, wire -> wire.run(script, userKeys, values));
    }

    @Override
    public List<Subscription> list(@Nullable String afterUserId, int most) {
        return directory.list(afterUserId, most);
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return directory.audit(userId);
    }

    @Override
    public int purge(int most) {
        return directory.purge(most);
    }

    @Override
    public void close() {
        link.close();
    }
}
