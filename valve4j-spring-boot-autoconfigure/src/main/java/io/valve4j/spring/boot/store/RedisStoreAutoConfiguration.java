package io.valve4j.spring.boot.store;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.valve4j.redis.RedisOptions;
import io.valve4j.redis.RedisStore;
import io.valve4j.spring.boot.StoreProperties;
import io.valve4j.spring.boot.ValveAutoConfiguration;
import io.valve4j.store.ValveStore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The store in the application's Redis or Valkey: by Lettuce's client, or the one inside of Spring Data's connections. */
@AutoConfiguration(
        before = ValveAutoConfiguration.class,
        after = JdbcStoreAutoConfiguration.class,
        afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass({AbstractRedisClient.class, RedisStore.class})
@ConditionalOnProperty(name = "valve4j.store.type", havingValue = "redis", matchIfMissing = true)
@EnableConfigurationProperties(StoreProperties.class)
public final class RedisStoreAutoConfiguration {

    private static RedisStore open(
            @Nullable AbstractRedisClient client, StoreProperties properties, ObjectProvider<RedisOptions> given) {
        String prefix = properties.redis().prefix();
        RedisOptions options = given.getIfAvailable(() -> RedisOptions.DEFAULT);
        RedisOptions prefixed = prefix == null ? options : options.prefix(prefix);
        if (client instanceof RedisClusterClient cluster) {
            return RedisStore.openCluster(cluster, prefixed);
        }
        if (client instanceof RedisClient single) {
            return RedisStore.open(single, prefixed);
        }
        throw new IllegalStateException("the store in Redis needs Lettuce's RedisClient or RedisClusterClient, but has "
                + (client == null ? "none: the LettuceConnectionFactory was not started" : client.getClass()));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnSingleCandidate(AbstractRedisClient.class)
    static final class OfClient {

        @Bean
        @ConditionalOnMissingBean(ValveStore.class)
        static RedisStore valveStore(
                AbstractRedisClient client, StoreProperties properties, ObjectProvider<RedisOptions> options) {
            return open(client, properties, options);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(LettuceConnectionFactory.class)
    @ConditionalOnSingleCandidate(LettuceConnectionFactory.class)
    static final class OfConnections {

        @Bean
        @ConditionalOnMissingBean(ValveStore.class)
        static RedisStore valveStore(
                LettuceConnectionFactory connections,
                StoreProperties properties,
                ObjectProvider<RedisOptions> options) {
            return open(connections.getNativeClient(), properties, options);
        }
    }
}
