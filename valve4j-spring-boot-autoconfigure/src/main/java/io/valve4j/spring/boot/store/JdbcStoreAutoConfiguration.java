package io.valve4j.spring.boot.store;

import io.valve4j.jdbc.JdbcOptions;
import io.valve4j.jdbc.JdbcStore;
import io.valve4j.spring.boot.StoreProperties;
import io.valve4j.spring.boot.ValveAutoConfiguration;
import io.valve4j.store.ValveStore;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;

/**
 * The store in the application's relational database. Before the other stores, where there are several; after Flyway, Liquibase or
 * the application's scripts, which may make its tables.
 */
@AutoConfiguration(
        before = ValveAutoConfiguration.class,
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(JdbcStore.class)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnProperty(name = "valve4j.store.type", havingValue = "jdbc", matchIfMissing = true)
@EnableConfigurationProperties(StoreProperties.class)
public final class JdbcStoreAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(ValveStore.class)
    @DependsOnDatabaseInitialization
    static JdbcStore valveStore(DataSource source, StoreProperties properties, ObjectProvider<JdbcOptions> options) {
        if (properties.jdbc().migrate()) {
            JdbcStore.migrate(source);
        }
        return JdbcStore.open(source, options.getIfAvailable(() -> JdbcOptions.DEFAULT));
    }
}
