package io.valve4j.spring.boot.store;

import com.mongodb.client.MongoClient;
import io.valve4j.mongodb.MongoOptions;
import io.valve4j.mongodb.MongoStore;
import io.valve4j.spring.boot.StoreProperties;
import io.valve4j.spring.boot.ValveAutoConfiguration;
import io.valve4j.store.ValveStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The store in the application's MongoDB. */
@AutoConfiguration(
        before = ValveAutoConfiguration.class,
        after = {JdbcStoreAutoConfiguration.class, RedisStoreAutoConfiguration.class},
        afterName = "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration")
@ConditionalOnClass({MongoClient.class, MongoStore.class})
@ConditionalOnSingleCandidate(MongoClient.class)
@ConditionalOnProperty(name = "valve4j.store.type", havingValue = "mongodb", matchIfMissing = true)
@EnableConfigurationProperties(StoreProperties.class)
public final class MongoStoreAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(ValveStore.class)
    static MongoStore valveStore(MongoClient client, StoreProperties properties, ObjectProvider<MongoOptions> options) {
        return MongoStore.open(
                client.getDatabase(properties.mongodb().database()),
                options.getIfAvailable(() -> MongoOptions.DEFAULT));
    }
}
