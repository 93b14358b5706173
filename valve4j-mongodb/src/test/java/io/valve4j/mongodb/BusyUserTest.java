package io.valve4j.mongodb;

import static io.valve4j.mongodb.Samples.save;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.valve4j.store.ChargeResult;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Somebody who is charged so fast that there is a charge between any two commands of others. */
class BusyUserTest {

    private static final Set<String> WRITES = Set.of("replaceOne", "updateOne");

    private final MongoOptions options = TestDatabase.fresh();
    private final MongoStore store = MongoStore.open(TestDatabase.get(), options);
    private final String user = Samples.newUser();
    private int charges;

    @Test
    void their_subscription_can_be_changed_and_no_charge_is_lost() {
        charge();
        MongoStore between = MongoStore.open(around(MongoDatabase.class, TestDatabase.get()), options);
        assertThat(save(between, user, 1)).isTrue();
        assertThat(save(between, user, 2)).isTrue();
        assertThat(store.audit(user)).hasSize(2);
        assertThat(store.counters(user, List.of(Samples.CALLS)).get(0).used())
                .isEqualTo(charges)
                .isEqualTo(3);
    }

    private void charge() {
        assertThat(store.charge(Samples.charge(user, 1, 1_000_000))).isInstanceOf(ChargeResult.Admitted.class);
        charges++;
    }

    private <T> T around(Class<T> type, T behind) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (WRITES.contains(method.getName())) {
                        charge();
                    }
                    Object result;
                    try {
                        result = method.invoke(behind, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                    if (result instanceof MongoCollection<?> collection) {
                        return around(MongoCollection.class, collection);
                    }
                    return result instanceof MongoDatabase database ? around(MongoDatabase.class, database) : result;
                }));
    }
}
