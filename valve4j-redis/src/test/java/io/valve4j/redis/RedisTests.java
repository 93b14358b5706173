package io.valve4j.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.valve4j.engines.RedisEngine;
import io.valve4j.engines.TcpProxy;
import io.valve4j.guard.Guard;
import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.CounterKey;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What tests of this module have in common. */
final class RedisTests {

    /** For machines with more to do than these tests. */
    static final Guard PATIENT = Guard.DEFAULT.timeout(Duration.ofSeconds(10)).patience(Duration.ofSeconds(20));

    /** One for all stores of tests that do not care: each that a store makes for itself has threads of its own. */
    static final RedisClient CLIENT = RedisClient.create(RedisEngine.shared());

    static final CounterKey CALLS = new CounterKey("calls", 0, 0);

    private static final long MOST_NANOS = 30_000_000_000L;

    private RedisTests() {}

    /** A store whose exceptions come as they are, on a client as it makes one for itself. */
    static ValveStore unguarded(String uri, Guard guard) {
        RedisClient client = OwnClient.of(uri, guard.patience());
        return unguarded(client, guard, () -> OwnClient.shutdown(client));
    }

    static ValveStore unguarded(RedisClient client, Guard guard, Runnable afterClosing) {
        Link link = new Link(() -> Wire.of(client.connect(ByteArrayCodec.INSTANCE)), guard.timeout(), afterClosing);
        return new ScriptedStore(link, RedisOptions.DEFAULT.guard(guard), Clock.OF_THE_SERVER);
    }

    /** A network to a server. */
    static TcpProxy network(String uri) {
        RedisURI server = RedisURI.create(uri);
        return TcpProxy.to(server.getHost(), server.getPort());
    }

    /** The server's address at the other end of a network. */
    static String uri(TcpProxy network) {
        return "redis://127.0.0.1:" + network.port();
    }

    /** A server as one sees it without the store. */
    static RedisCommands<String, String> commands() {
        return Connection.COMMANDS;
    }

    static Charge charge(String user, long amount) {
        return charge(user, new ChargeLine(CALLS, amount, 1_000, null));
    }

    static Charge charge(String user, ChargeLine... lines) {
        return new Charge(UUID.randomUUID(), user, 0, Span.ALWAYS, List.of(lines));
    }

    static long used(ValveStore store, String user) {
        return store.counters(user, List.of(CALLS)).get(0).used();
    }

    static String newUser() {
        return "user-" + UUID.randomUUID();
    }

    /** Whether it came true, within half a minute. */
    static boolean eventually(BooleanSupplier condition) {
        long until = System.nanoTime() + MOST_NANOS;
        while (System.nanoTime() < until) {
            if (condition.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(5_000_000);
        }
        return condition.getAsBoolean();
    }

    /** Whether a call works, within half a minute. */
    static boolean eventuallyWorks(Runnable call) {
        return eventually(() -> {
            try {
                call.run();
                return true;
            } catch (RuntimeException notYet) {
                return false;
            }
        });
    }

    private static final class Connection {
        static final RedisCommands<String, String> COMMANDS = CLIENT.connect().sync();
    }
}
