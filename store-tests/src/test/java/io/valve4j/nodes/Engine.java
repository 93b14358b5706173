package io.valve4j.nodes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.jdbc.JdbcStore;
import io.valve4j.redis.RedisStore;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.ValveStore;

/** Which engine a store is on, and how it is opened there. */
enum Engine {
    POSTGRES {
        @Override
        ValveStore open(String address) {
            HikariConfig pool = new HikariConfig();
            pool.setJdbcUrl(address);
            pool.setMaximumPoolSize(8);
            HikariDataSource source = new HikariDataSource(pool);
            return new ForwardingStore(JdbcStore.open(source)) {
                @Override
                public void close() {
                    super.close();
                    source.close();
                }
            };
        }
    },
    REDIS {
        @Override
        ValveStore open(String address) {
            return RedisStore.open(address);
        }
    };

    abstract ValveStore open(String address);
}
