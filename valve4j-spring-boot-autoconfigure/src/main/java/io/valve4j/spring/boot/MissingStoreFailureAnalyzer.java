package io.valve4j.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.ClassUtils;

/** Says what a store lacks: its module, or the bean that it works with. */
final class MissingStoreFailureAnalyzer extends AbstractFailureAnalyzer<MissingStoreException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, MissingStoreException cause) {
        Needs needs = Needs.of(cause.type());
        boolean module = ClassUtils.isPresent(needs.storeClass(), ClassUtils.getDefaultClassLoader());
        String lack = module
                ? "no bean is " + needs.client() + ", or several are and none is primary"
                : needs.module() + " is not on the class path";
        String action = module
                ? "Define one, for example by " + needs.dependency() + " and " + needs.property() + "."
                : "Add the dependency io.valve4j:" + needs.module() + ".";
        return new FailureAnalysis(
                cause.getMessage() + ": " + lack + ".",
                action + " Or leave valve4j.store.type away: then the store is chosen by what there is.",
                cause);
    }

    private record Needs(String module, String storeClass, String client, String dependency, String property) {

        static Needs of(StoreProperties.Type type) {
            return switch (type) {
                case JDBC ->
                    new Needs(
                            "valve4j-jdbc",
                            "io.valve4j.jdbc.JdbcStore",
                            "a DataSource",
                            "spring-boot-starter-jdbc",
                            "spring.datasource.url");
                case REDIS ->
                    new Needs(
                            "valve4j-redis",
                            "io.valve4j.redis.RedisStore",
                            "a RedisClient, a RedisClusterClient or a LettuceConnectionFactory",
                            "spring-boot-starter-data-redis",
                            "spring.data.redis.url");
                case MONGODB ->
                    new Needs(
                            "valve4j-mongodb",
                            "io.valve4j.mongodb.MongoStore",
                            "a MongoClient",
                            "spring-boot-starter-mongodb",
                            "spring.mongodb.uri");
                case MEMORY -> throw new IllegalArgumentException("the store in memory needs nothing");
            };
        }
    }
}
