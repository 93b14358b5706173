package io.valve4j.spring.boot.actuate;

import io.valve4j.ValveManager;
import io.valve4j.spring.boot.LivePlans;
import io.valve4j.spring.boot.UserLimiters;
import io.valve4j.spring.boot.ValveAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code valve}, if it was given access and is exposed. */
@AutoConfiguration(before = ValveAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(ValveEndpoint.class)
public final class EndpointAutoConfiguration {

    /** Before the manager, since it listens to it. */
    @Bean
    @ConditionalOnMissingBean
    static Refusals valveRefusals() {
        return new Refusals();
    }

    @Bean
    @ConditionalOnMissingBean
    static ValveEndpoint valveEndpoint(ValveManager valve, LivePlans plans, UserLimiters limiters, Refusals refusals) {
        return new ValveEndpoint(valve, plans, limiters, refusals);
    }
}
