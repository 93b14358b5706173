package io.valve4j.spring.boot.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.valve4j.micrometer.MeterOptions;
import io.valve4j.micrometer.MicrometerListener;
import io.valve4j.spring.boot.ValveAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Meters, where there is a registry; as a bean of {@link MeterOptions} says, if there is one. */
@AutoConfiguration(
        before = ValveAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({MeterRegistry.class, MicrometerListener.class})
@ConditionalOnBean(MeterRegistry.class)
public final class MetersAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    static MicrometerListener valveMicrometerListener(MeterRegistry registry, ObjectProvider<MeterOptions> options) {
        return new MicrometerListener(registry, options.getIfAvailable(MeterOptions::defaults));
    }
}
