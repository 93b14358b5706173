package io.valve4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ValveStoreContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The same store without its locks: the contract finds that it checks first and acts then. */
class PlantedFaultTest {

    @Test
    void a_store_that_reads_counters_without_locking_them_fails_the_contract() {
        assertThat(failuresOf(Unlocked.class)).contains("no_concurrent_count_is_lost");
    }

    private static Set<String> failuresOf(Class<?> contract) {
        Set<String> failed = new TreeSet<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(contract))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                                    test.getSource()
                                            .filter(MethodSource.class::isInstance)
                                            .map(MethodSource.class::cast)
                                            .ifPresent(source -> failed.add(source.getMethodName()));
                                }
                            }
                        });
        return failed;
    }

    /** Only run by the test above: surefire passes nested classes over. */
    static final class Unlocked extends ValveStoreContract {
        @Override
        protected ValveStore open() {
            return Pools.open(unlocked(Pools.h2()));
        }
    }

    private static DataSource unlocked(DataSource source) {
        return proxy(DataSource.class, source);
    }

    private static <T> T proxy(Class<T> type, T behind) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (same, method, arguments) -> {
                    Object[] changed = arguments;
                    if (method.getName().equals("prepareStatement")) {
                        changed = new Object[] {((String) arguments[0]).replace(" FOR UPDATE", "")};
                    }
                    try {
                        Object result = method.invoke(behind, changed);
                        return result instanceof Connection connection ? proxy(Connection.class, connection) : result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
