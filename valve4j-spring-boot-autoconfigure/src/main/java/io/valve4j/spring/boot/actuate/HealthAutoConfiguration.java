package io.valve4j.spring.boot.actuate;

import io.valve4j.ValveManager;
import io.valve4j.spring.boot.ValveAutoConfiguration;
import io.valve4j.store.ValveStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Health as {@code valve}, unless {@code management.health.valve.enabled} is false. */
@AutoConfiguration(after = ValveAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({ValveManager.class, ValveStore.class})
@ConditionalOnEnabledHealthIndicator("valve")
public final class HealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "valveHealthIndicator")
    static ValveHealthIndicator valveHealthIndicator(ValveManager valve, ValveStore store) {
        return new ValveHealthIndicator(valve, store);
    }
}
