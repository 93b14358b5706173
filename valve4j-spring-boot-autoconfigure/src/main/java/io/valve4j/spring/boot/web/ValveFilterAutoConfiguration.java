package io.valve4j.spring.boot.web;

import io.valve4j.Limiter;
import io.valve4j.ValveManager;
import io.valve4j.http.HttpAnswers;
import io.valve4j.http.servlet.RequestUser;
import io.valve4j.http.servlet.ValveFilter;
import io.valve4j.http.servlet.ValveFilterBuilder;
import io.valve4j.spring.boot.UserLimiters;
import io.valve4j.spring.boot.ValveAutoConfiguration;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** The servlet filter, if {@code valve4j.http.user} says who users are; and refusals of methods as HTTP answers. */
@AutoConfiguration(after = ValveAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ValveFilter.class, Filter.class, FilterRegistrationBean.class})
@EnableConfigurationProperties(HttpProperties.class)
public final class ValveFilterAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    static HttpAnswers valveHttpAnswers(HttpProperties properties) {
        return HttpAnswers.STANDARD.jitter(properties.jitter());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("valve4j.http.user")
    static final class ByProperties {

        @Bean
        static FilterRegistrationBean<ValveFilter> valveFilterRegistration(
                HttpProperties properties, ValveManager valve, UserLimiters limiters, HttpAnswers answers) {
            ValveFilterBuilder builder = ValveFilter.builder(valve, user(properties))
                    .limiter((request, user) -> limiter(properties, limiters, user))
                    .paths(properties.paths().toArray(String[]::new))
                    .except(properties.except().toArray(String[]::new))
                    .answers(answers);
            String anonymous = properties.anonymous();
            if (anonymous != null) {
                builder.anonymous(anonymous);
            }
            if (properties.mode() == HttpProperties.Mode.PERMIT) {
                builder.holdPermit(properties.waitUpTo());
            }
            FilterRegistrationBean<ValveFilter> registration = new FilterRegistrationBean<>(builder.build());
            registration.setName("valveFilter");
            registration.setOrder(properties.order());
            registration.setAsyncSupported(true);
            registration.setDispatcherTypes(DispatcherType.REQUEST);
            return registration;
        }

        @Bean
        static OneFilter oneValveFilter(ListableBeanFactory beans) {
            return new OneFilter(beans);
        }

        private static Limiter limiter(HttpProperties properties, UserLimiters limiters, String user) {
            Limiter limiter = limiters.of(user);
            String resource = properties.resource();
            return resource == null ? limiter : limiter.on(resource);
        }

        private static RequestUser user(HttpProperties properties) {
            HttpProperties.User user = properties.user();
            if (user == null || user == HttpProperties.User.PRINCIPAL) {
                return RequestUser.principal();
            }
            return user == HttpProperties.User.HEADER
                    ? RequestUser.header(properties.header())
                    : RequestUser.remoteAddress();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HandlerExceptionResolver.class)
    static final class ForMvc {

        @Bean
        static RefusalResolver valveRefusalResolver(HttpAnswers answers) {
            return new RefusalResolver(answers);
        }
    }
}
