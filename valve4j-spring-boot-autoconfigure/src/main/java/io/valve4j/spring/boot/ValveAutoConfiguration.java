package io.valve4j.spring.boot;

import io.valve4j.Definition;
import io.valve4j.ValveManager;
import io.valve4j.event.ValveListener;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.ValveStore;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.TaskDecorator;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * The manager, on the store that was chosen, with all beans that have a place in it: {@link ValveListener}s,
 * {@link TaskDecorator}s, a {@link DeadLetterQueue}, a {@link TimeSource}, {@link Definition}s, {@link ValveManagerCustomizer}s.
 */
@AutoConfiguration
@EnableConfigurationProperties({StoreProperties.class, ShutdownProperties.class})
public final class ValveAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ValveAutoConfiguration.class);
    private static final String NOBODY = "valve4j";
    private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

    @Bean
    @ConditionalOnMissingBean
    static ValveStore valveStore(StoreProperties properties, ObjectProvider<TimeSource> time) {
        StoreProperties.Type type = properties.type();
        if (type != null && type != StoreProperties.Type.MEMORY) {
            throw new MissingStoreException(type);
        }
        if (type == null) {
            LOG.info("subscriptions and usage are kept in memory, and end with this process: no other store was found");
        }
        return new InMemoryStore(time.getIfAvailable(TimeSource::system));
    }

    @Bean
    @ConditionalOnMissingBean
    static LivePlans valvePlans(Environment environment, ObjectProvider<Definition> definitions) {
        return new LivePlans(environment, definitions.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    static ValveManager valveManager(
            LivePlans plans,
            ValveStore store,
            Environment environment,
            ObjectProvider<TimeSource> time,
            ObjectProvider<DeadLetterQueue> deadLetters,
            ObjectProvider<ValveListener> listeners,
            ObjectProvider<TaskDecorator> decorators,
            ObjectProvider<ValveManagerCustomizer> customizers) {
        ValveManager.Builder builder = ValveManager.builder().store(store);
        if (!Threading.VIRTUAL.isActive(environment)) {
            builder.platformThreads();
        }
        time.ifAvailable(builder::time);
        deadLetters.ifAvailable(builder::deadLetters);
        listeners.orderedStream().forEach(builder::listener);
        decorators.orderedStream().forEach(builder::decorator);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        ask(store);
        ValveManager manager = builder.build();
        try {
            plans.drive(manager);
        } catch (RuntimeException refusal) {
            manager.close();
            throw refusal;
        }
        return manager;
    }

    /** The first call loads classes and fills pools, for which a decision has too little time: a first request would be refused. */
    private static void ask(ValveStore store) {
        try {
            store.find(NOBODY);
        } catch (RuntimeException failure) {
            LOG.warn(
                    "the store did not answer at the start; until it does, profiles say what becomes of their users",
                    failure);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    static UserLimiters userLimiters(ValveManager valve, LivePlans plans) {
        return new UserLimiters(valve, plans);
    }

    @Bean
    static PlansRefresher valvePlansRefresher(LivePlans plans) {
        return new PlansRefresher(plans);
    }

    @Bean
    static ValveLifecycle valveLifecycle(ValveManager valve, ShutdownProperties properties, Environment environment) {
        Duration timeout = properties.timeout();
        return new ValveLifecycle(
                valve,
                timeout != null
                        ? timeout
                        : Binder.get(environment)
                                .bind(PHASE_TIMEOUT, Duration.class)
                                .orElse(ValveManager.CLOSE_TIMEOUT));
    }
}
