package io.valve4j.spring.boot;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where subscriptions and usage are kept.
 *
 * @param type Which store. Unless set, the first of jdbc, redis and mongodb whose module is on the class path and whose client is
 *     a bean; else memory.
 * @param jdbc The store in a relational database.
 * @param redis The store in Redis or Valkey.
 * @param mongodb The store in MongoDB.
 */
@ConfigurationProperties(prefix = StoreProperties.PREFIX, ignoreUnknownFields = false)
public record StoreProperties(
        @Nullable Type type,
        @DefaultValue Jdbc jdbc,
        @DefaultValue Redis redis,
        @DefaultValue Mongodb mongodb) {

    static final String PREFIX = "valve4j.store";

    /** The stores that there are. */
    public enum Type {
        /** In this process, for as long as it lasts. */
        MEMORY,
        /** In PostgreSQL, MariaDB, MySQL or H2, by the one DataSource. */
        JDBC,
        /** In Redis or Valkey, by Lettuce's client. */
        REDIS,
        /** In MongoDB, by the MongoClient. */
        MONGODB;

        String shown() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The store in a relational database.
     *
     * @param migrate Whether to make the tables that are missing, at the start.
     */
    public record Jdbc(@DefaultValue("false") boolean migrate) {}

    /**
     * The store in Redis or Valkey.
     *
     * @param prefix What all keys start with.
     */
    public record Redis(@Nullable String prefix) {}

    /**
     * The store in MongoDB.
     *
     * @param database In which database the users' documents are.
     */
    public record Mongodb(@DefaultValue("valve4j") String database) {}
}
