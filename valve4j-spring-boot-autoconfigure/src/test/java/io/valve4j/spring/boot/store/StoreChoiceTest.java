package io.valve4j.spring.boot.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import io.lettuce.core.RedisClient;
import io.valve4j.ValveManager;
import io.valve4j.engines.MongoEngine;
import io.valve4j.engines.RedisEngine;
import io.valve4j.guard.Guard;
import io.valve4j.jdbc.JdbcStore;
import io.valve4j.mongodb.MongoOptions;
import io.valve4j.mongodb.MongoStore;
import io.valve4j.redis.RedisOptions;
import io.valve4j.redis.RedisStore;
import io.valve4j.spring.boot.Failures;
import io.valve4j.spring.boot.Valves;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.TransientStoreException;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StoreChoiceTest {

    private static final String H2 = "spring.datasource.url=jdbc:h2:mem:choice;DB_CLOSE_DELAY=-1";
    private static final String OR_NONE =
            " Or leave valve4j.store.type away: then the store is chosen by what there is.";
    private static final String MIGRATE = "valve4j.store.jdbc.migrate=true";

    private final ApplicationContextRunner application = Valves.plain()
            .withConfiguration(AutoConfigurations.of(
                    JdbcStoreAutoConfiguration.class,
                    RedisStoreAutoConfiguration.class,
                    MongoStoreAutoConfiguration.class))
            .withPropertyValues("valve4j.profiles.free.dedicated.workers=1");

    private final ApplicationContextRunner withDatabase = application
            .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
            .withPropertyValues(H2);

    private final ApplicationContextRunner withMongo = application
            .withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class))
            .withBean(
                    MongoOptions.class, () -> MongoOptions.DEFAULT.guard(Guard.DEFAULT.timeout(Duration.ofSeconds(30))))
            .withPropertyValues("spring.mongodb.uri=" + MongoEngine.shared().uri());

    private final ApplicationContextRunner withRedis = application
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withBean(RedisOptions.class, StoreChoiceTest::patient)
            .withPropertyValues("spring.data.redis.url=" + RedisEngine.shared());

    @Test
    void memory_where_there_is_nothing_else_with_a_word_on_what_that_means(CapturedOutput output) {
        String warning = "kept in memory, and end with this process";
        application
                .withPropertyValues("valve4j.store.type=memory")
                .run(context -> assertThat(context.getBean(ValveStore.class)).isInstanceOf(InMemoryStore.class));
        assertThat(output).doesNotContain(warning);
        application.run(context -> assertThat(context.getBean(ValveStore.class)).isInstanceOf(InMemoryStore.class));
        assertThat(output).contains(warning);
    }

    /** A cold store has not answered a first request within its 250 ms. */
    @Test
    void a_store_is_asked_once_before_the_first_request_and_may_fail_to_answer() {
        AtomicInteger asked = new AtomicInteger();
        application
                .withBean(ValveStore.class, () -> new ForwardingStore(new InMemoryStore()) {
                    @Override
                    public Optional<Subscription> find(String userId) {
                        if (asked.getAndIncrement() == 0) {
                            throw new TransientStoreException("cold", null);
                        }
                        return super.find(userId);
                    }
                })
                .run(context -> {
                    assertThat(asked).hasValue(1);
                    works(context.getBean(ValveManager.class));
                });
    }

    @Test
    void the_database_where_there_is_one_its_tables_made_on_request() {
        withDatabase.withPropertyValues(MIGRATE).run(context -> {
            assertThat(context.getBean(ValveStore.class)).isInstanceOf(JdbcStore.class);
            works(context.getBean(ValveManager.class));
        });
    }

    @Test
    void tables_that_are_missing_are_not_made_unasked() {
        withDatabase
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:empty")
                .run(context -> {
                    String description = "The tables of valve4j are missing in the database of the DataSource.";
                    String action =
                            "Set valve4j.store.jdbc.migrate to true, and they are made at the start; that needs the right"
                                    + " to create tables. Or run the DDL yourself: it is io/valve4j/jdbc/h2/V1__valve4j.sql in the jar of"
                                    + " valve4j-jdbc, and Flyway finds it at classpath:io/valve4j/jdbc/h2. Or set valve4j.store.type to"
                                    + " memory, and nothing is kept.";
                    assertThat(Failures.shown(context.getStartupFailure())).isEqualTo(description + "\n" + action);
                    Failures.assertOnThePage(description, action);
                });
    }

    /** A store that is opened first would find nothing. */
    @Test
    void tables_may_be_made_by_the_scripts_of_the_application() {
        withDatabase
                .withConfiguration(AutoConfigurations.of(DataSourceInitializationAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=jdbc:h2:mem:scripts;DB_CLOSE_DELAY=-1",
                        "spring.sql.init.schema-locations=classpath:io/valve4j/jdbc/h2/V1__valve4j.sql")
                .run(context -> works(context.getBean(ValveManager.class)));
    }

    @Test
    void redis_by_the_client_inside_of_spring_datas_connections() {
        withRedis.withPropertyValues("valve4j.store.redis.prefix=spring").run(context -> {
            assertThat(context.getBean(ValveStore.class)).isInstanceOf(RedisStore.class);
            works(context.getBean(ValveManager.class));
        });
    }

    @Test
    void redis_by_a_client_that_is_a_bean() {
        application
                .withBean(RedisOptions.class, StoreChoiceTest::patient)
                .withBean("client", RedisClient.class, () -> RedisClient.create(RedisEngine.shared()))
                .withPropertyValues("valve4j.store.redis.prefix=client")
                .run(context -> {
                    assertThat(context.getBean(ValveStore.class)).isInstanceOf(RedisStore.class);
                    works(context.getBean(ValveManager.class));
                });
    }

    @Test
    void mongodb_by_its_client() {
        withMongo.run(context -> {
            assertThat(context).hasSingleBean(MongoClient.class);
            assertThat(context.getBean(ValveStore.class)).isInstanceOf(MongoStore.class);
            works(context.getBean(ValveManager.class));
        });
    }

    @Test
    void of_several_the_database_unless_the_type_says_another() {
        ApplicationContextRunner both = withDatabase
                .withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class))
                .withPropertyValues(
                        MIGRATE, "spring.mongodb.uri=" + MongoEngine.shared().uri());
        both.run(context -> assertThat(context.getBean(ValveStore.class)).isInstanceOf(JdbcStore.class));
        both.withPropertyValues("valve4j.store.type=mongodb")
                .run(context -> assertThat(context.getBean(ValveStore.class)).isInstanceOf(MongoStore.class));
        both.withPropertyValues("valve4j.store.type=memory")
                .run(context -> assertThat(context.getBean(ValveStore.class)).isInstanceOf(InMemoryStore.class));
    }

    @Test
    void a_store_that_is_asked_for_and_cannot_be_had_is_named_with_what_it_lacks() {
        Map<String, List<String>> lacks = Map.of(
                "jdbc", List.of("a DataSource", "spring-boot-starter-jdbc and spring.datasource.url"),
                "redis",
                        List.of(
                                "a RedisClient, a RedisClusterClient or a LettuceConnectionFactory",
                                "spring-boot-starter-data-redis and spring.data.redis.url"),
                "mongodb", List.of("a MongoClient", "spring-boot-starter-mongodb and spring.mongodb.uri"));
        lacks.forEach((type, lack) -> {
            String client = lack.get(0);
            String example = lack.get(1);
            application
                    .withPropertyValues("valve4j.store.type=" + type)
                    .run(context -> assertMissing(
                            context.getStartupFailure(),
                            "valve4j.store.type is " + type + ", but there is no such store: no bean is " + client
                                    + ", or several are and none is primary.",
                            "Define one, for example by " + example + "." + OR_NONE));
        });
    }

    @Test
    void a_store_whose_module_is_missing_is_named_with_the_dependency_to_add() {
        withDatabase
                .withClassLoader(new FilteredClassLoader(JdbcStore.class))
                .withPropertyValues("valve4j.store.type=jdbc")
                .run(context -> assertMissing(
                        context.getStartupFailure(),
                        "valve4j.store.type is jdbc, but there is no such store: valve4j-jdbc is not on the class path.",
                        "Add the dependency io.valve4j:valve4j-jdbc." + OR_NONE));
    }

    private static void assertMissing(Throwable failure, String description, String action) {
        assertThat(Failures.shown(failure)).isEqualTo(description + "\n" + action);
        Failures.assertOnThePage(description, action);
    }

    /** So that a busy machine is not taken for a store that is down. */
    private static RedisOptions patient() {
        return RedisOptions.DEFAULT.guard(Guard.DEFAULT.timeout(Duration.ofSeconds(30)));
    }

    private static void works(ValveManager valve) {
        String user = "user-" + UUID.randomUUID();
        valve.subscriptions().create(user, "free", Duration.ofDays(1));
        assertThat(valve.limiter(user).take().allowed()).isTrue();
    }
}
