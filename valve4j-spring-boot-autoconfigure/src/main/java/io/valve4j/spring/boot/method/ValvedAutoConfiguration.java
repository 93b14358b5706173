package io.valve4j.spring.boot.method;

import io.valve4j.spring.boot.UserLimiters;
import io.valve4j.spring.boot.ValveAutoConfiguration;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/** {@link Valved}, by the proxies that Spring makes for all its own annotations. */
@AutoConfiguration(after = ValveAutoConfiguration.class)
public final class ValvedAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor valvedAdvisor(ObjectProvider<UserLimiters> limiters, ConfigurableBeanFactory beans) {
        ValvedCalls calls = new ValvedCalls(beans::resolveEmbeddedValue);
        return new DefaultPointcutAdvisor(
                new AnnotationMatchingPointcut(null, Valved.class, true),
                new ValvedInterceptor(calls, limiters::getObject, beans));
    }
}
