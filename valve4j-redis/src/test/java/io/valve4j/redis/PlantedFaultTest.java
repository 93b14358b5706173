package io.valve4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.lettuce.core.api.sync.RedisCommands;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.Pool;
import io.valve4j.store.StoreKey;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ValveStoreContract;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract finds the classic mistake: to read a counter, and to write it then. */
@Timeout(300)
class PlantedFaultTest {

    @Test
    void a_get_and_then_a_set_are_found() {
        assertThat(failuresOf(GetThenSet.class)).contains("no_concurrent_count_is_lost");
    }

    private static Set<String> failuresOf(Class<? extends ValveStoreContract> contract) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .build();
        Set<String> failed = ConcurrentHashMap.newKeySet();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    test.getSource()
                            .filter(MethodSource.class::isInstance)
                            .map(MethodSource.class::cast)
                            .ifPresent(source -> failed.add(source.getMethodName()));
                }
            }
        });
        return failed;
    }

    static final class GetThenSet extends ValveStoreContract {

        @Override
        protected ValveStore open() {
            RedisOptions options = RedisOptions.DEFAULT.guard(RedisTests.PATIENT);
            return new ForwardingStore(RedisStore.open(RedisTests.CLIENT, options)) {
                @Override
                public ChargeResult charge(Charge charge) {
                    boolean plain = charge.replayKey() == null
                            && charge.holdFor() == null
                            && charge.lines().size() == 1
                            && charge.lines().get(0).pools().size() == 1;
                    return plain ? getThenSet(charge.userId(), charge.lines().get(0)) : super.charge(charge);
                }
            };
        }

        private static ChargeResult getThenSet(String user, ChargeLine line) {
            RedisCommands<String, String> redis = RedisTests.commands();
            Pool pool = line.pools().get(0);
            String account = "valve:{" + StoreKey.of(user) + "}:a";
            String field = "c" + StoreKey.of(pool.key());
            String value = redis.hget(account, field);
            long used = value == null ? 0 : Long.parseLong(value.substring(0, value.indexOf(' ')));
            long next = used + line.amount();
            if (next > pool.limit()) {
                return new ChargeResult.Refused(List.of(new CounterState(pool.key(), used, 0, used)));
            }
            redis.hset(account, field, next + " " + next + " " + Micros.NEVER);
            CounterState after = new CounterState(pool.key(), next, 0, next);
            return new ChargeResult.Admitted(List.of(new Draw(line.amount(), used, after)));
        }
    }
}
