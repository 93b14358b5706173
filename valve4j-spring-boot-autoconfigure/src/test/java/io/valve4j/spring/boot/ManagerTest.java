package io.valve4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.ValveStore;
import io.valve4j.task.TaskDecorator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ManagerTest {

    @Test
    void resources_and_profiles_may_be_beans_and_so_may_listeners_and_decorators() {
        Valves.plain().withUserConfiguration(Beans.class).run(context -> {
            Limiter ada = context.getBean(ValveManager.class).limiter("team", "ada");
            assertThat(ada.submit(() -> "done").get(10, TimeUnit.SECONDS)).isEqualTo("done");
            assertThat(context.getBean(AtomicInteger.class)).hasValue(1);
            assertThat(context.getBean(Beans.class).events.poll(10, TimeUnit.SECONDS))
                    .isInstanceOf(ValveEvent.class);
        });
    }

    @Test
    void who_is_listed_is_on_that_profile_who_subscribed_on_theirs_and_the_others_on_the_default() {
        Valves.reading("all.yaml").run(context -> {
            UserLimiters limiters = context.getBean(UserLimiters.class);
            context.getBean(ValveManager.class).subscriptions().create("eve", "pro", Duration.ofDays(1));
            assertThat(limiters.of("203.0.113.9").take().profile()).isEqualTo("pro");
            assertThat(limiters.of("ada@example.com").take().profile()).isEqualTo("enterprise");
            assertThat(limiters.of("eve").take().profile()).isEqualTo("pro");
            assertThat(limiters.of("bob").take().profile()).isEqualTo("free");
        });
    }

    /** The two ids have the same hash code, so that a cache has them in one place. */
    @Test
    void a_look_into_the_store_for_one_user_does_not_keep_another_waiting() {
        Executor threads = command -> new Thread(command).start();
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        ValveStore store = Mockito.spy(new InMemoryStore());
        Mockito.doAnswer(call -> {
                    looking.countDown();
                    answered.await();
                    return call.callRealMethod();
                })
                .when(store)
                .find("Aa");
        Valves.reading("all.yaml").withBean(ValveStore.class, () -> store).run(context -> {
            UserLimiters limiters = context.getBean(UserLimiters.class);
            CompletableFuture<Limiter> slow = CompletableFuture.supplyAsync(() -> limiters.of("Aa"), threads);
            looking.await();
            CompletableFuture<Limiter> other = CompletableFuture.supplyAsync(() -> limiters.of("BB"), threads);
            try {
                assertThat(other).succeedsWithin(30, TimeUnit.SECONDS);
                assertThat(slow).isNotDone();
            } finally {
                answered.countDown();
            }
            assertThat(slow).succeedsWithin(30, TimeUnit.SECONDS);
        });
    }

    @Test
    void without_a_default_whoever_is_not_subscribed_is_refused() {
        Valves.plain()
                .withPropertyValues("valve4j.profiles.free.dedicated.workers=1")
                .run(context -> assertThat(context.getBean(UserLimiters.class)
                                .of("bob")
                                .take()
                                .reason())
                        .isEqualTo(Reason.NOT_SUBSCRIBED));
    }

    @Test
    void a_store_or_a_manager_of_ones_own_takes_the_place_of_the_other() {
        InMemoryStore store = new InMemoryStore();
        Valves.plain()
                .withBean(ValveStore.class, () -> store)
                .run(context -> assertThat(context.getBean(ValveStore.class)).isSameAs(store));
        Valves.plain()
                .withBean("mine", ValveManager.class, ValveManager::create)
                .run(context ->
                        assertThat(context).hasSingleBean(ValveManager.class).hasBean("mine"));
    }

    @Test
    void threads_are_platform_threads_unless_virtual_ones_are_asked_for() {
        boolean possible = Runtime.version().feature() >= 21;
        assertThat(threadOfATask("spring.threads.virtual.enabled=false")).doesNotContain("VirtualThread");
        assertThat(threadOfATask("spring.threads.virtual.enabled=true").contains("VirtualThread"))
                .isEqualTo(possible);
    }

    private static String threadOfATask(String property) {
        StringBuilder thread = new StringBuilder();
        Valves.plain()
                .withPropertyValues("valve4j.profiles.free.dedicated.workers=1", property)
                .run(context -> thread.append(context.getBean(ValveManager.class)
                        .limiter("free", "ada")
                        .submit(() -> Thread.currentThread().toString())
                        .get(10, TimeUnit.SECONDS)));
        return thread.toString();
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        final BlockingQueue<ValveEvent> events = new LinkedBlockingQueue<>();

        @Bean
        Resource api() {
            return Resource.named("api");
        }

        @Bean
        Profile team() {
            return Profile.named("team").shared("api");
        }

        @Bean
        ValveListener listener() {
            return events::add;
        }

        @Bean
        AtomicInteger decorated() {
            return new AtomicInteger();
        }

        @Bean
        TaskDecorator decorator(AtomicInteger decorated) {
            return task -> () -> {
                decorated.incrementAndGet();
                task.run();
            };
        }
    }

    @Test
    void the_builder_can_be_customized() {
        List<ValveEvent> events = new java.util.concurrent.CopyOnWriteArrayList<>();
        Valves.plain()
                .withPropertyValues("valve4j.profiles.free.dedicated.workers=1")
                .withBean(
                        ValveManagerCustomizer.class,
                        () -> builder -> builder.callbackExecutor(Runnable::run).listener(events::add))
                .run(context -> {
                    assertThat(context.getBean(ValveManager.class)
                                    .limiter("ada")
                                    .take()
                                    .allowed())
                            .isFalse();
                    assertThat(events).hasAtLeastOneElementOfType(ValveEvent.Refused.class);
                });
    }
}
