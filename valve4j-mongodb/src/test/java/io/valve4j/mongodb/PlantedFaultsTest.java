package io.valve4j.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ValveStoreContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The same store, but its filters are asked first and its writes are done then: the contract finds that. */
@Timeout(300)
class PlantedFaultsTest {

    @Test
    void a_plain_charge_that_checks_first_and_acts_then_is_found() {
        String promise = "q5_a_limit_of_1000_admits_333_charges_of_3_out_of_1600_concurrent_ones";
        assertThat(failures(CheckThenCharge.class, promise)).isOne();
        assertThat(failures(Faultless.class, promise)).as("the control").isZero();
    }

    @Test
    void a_document_that_is_written_without_comparing_is_found() {
        String promise = "pools_that_are_drained_at_once_are_drained_to_the_last_unit";
        assertThat(failures(CheckThenReplace.class, promise)).isOne();
        assertThat(failures(Faultless.class, promise)).as("the control").isZero();
    }

    private static long failures(Class<? extends ValveStoreContract> contract, String promise) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectNestedMethod(
                        List.of(contract.getName()), ValveStoreContract.class.getName() + "$Atomicity", promise))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        assertThat(summary.getTestsStartedCount()).as("the promise was tested").isOne();
        return summary.getTestsFailedCount();
    }

    static final class CheckThenCharge extends Faulty {
        CheckThenCharge() {
            super("findOneAndUpdate");
        }
    }

    static final class CheckThenReplace extends Faulty {
        CheckThenReplace() {
            super("replaceOne");
        }
    }

    static final class Faultless extends Faulty {
        Faultless() {
            super("no method");
        }
    }

    /**
     * Surefire passes nested classes over, so these are only run from here. The promises that are tested give nothing back, so what
     * comes after the first refusal would be refused as well: the server is not asked a thousand times to say so.
     */
    abstract static class Faulty extends ValveStoreContract {

        private final MongoOptions options = TestDatabase.fresh();
        /** Of three, since one charge and any number of fours would come to exactly the 333 that are right. */
        private final CyclicBarrier threeHaveChecked = new CyclicBarrier(3);

        private final String faulty;
        private volatile @Nullable ChargeResult refusal;

        Faulty(String faulty) {
            this.faulty = faulty;
        }

        @Override
        protected final ValveStore open() {
            return new ForwardingStore(MongoStore.open(around(MongoDatabase.class, TestDatabase.get()), options)) {
                @Override
                public ChargeResult charge(Charge charge) {
                    ChargeResult known = refusal;
                    if (known != null) {
                        return known;
                    }
                    ChargeResult result = super.charge(charge);
                    if (result instanceof ChargeResult.Refused) {
                        refusal = result;
                        threeHaveChecked.reset();
                    }
                    return result;
                }
            };
        }

        private <T> T around(Class<T> type, T behind) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (method.getName().equals(faulty)) {
                            arguments[0] = checked((MongoCollection<?>) behind, (BsonDocument) arguments[0]);
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
                        return result instanceof MongoDatabase database
                                ? around(MongoDatabase.class, database)
                                : result;
                    }));
        }

        /** A filter that lets everything pass, if the given one would at this moment. */
        private Bson checked(MongoCollection<?> collection, BsonDocument filter) {
            if (collection.find(filter).first() == null) {
                return filter;
            }
            meet();
            return new BsonDocument("_id", filter.get("_id"));
        }

        /** Waits until three threads are here, or no more will come. */
        private void meet() {
            try {
                if (refusal == null) {
                    threeHaveChecked.await(20, TimeUnit.SECONDS);
                }
            } catch (TimeoutException | BrokenBarrierException alone) {
                // It acts alone. Were that so from the start, nothing would be found, and the test would say so.
                return;
            } catch (InterruptedException interrupt) {
                throw new IllegalStateException(interrupt);
            }
        }
    }
}
