package io.valve4j.spring.boot.docs;

import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.spring.boot.LivePlans;
import io.valve4j.spring.boot.UserLimiters;
import io.valve4j.spring.boot.ValveManagerCustomizer;
import io.valve4j.spring.boot.method.Valved;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.annotation.Bean;

/** The Java of docs/spring.md. */
class SpringSnippets {

    private final UserLimiters limiters;
    private final LivePlans plans;

    SpringSnippets(UserLimiters limiters, LivePlans plans) {
        this.limiters = limiters;
        this.plans = plans;
    }

    @Valved(user = "#userId", cost = "#pages.size()", waitUpTo = "2s")
    public CompletableFuture<String> render(String userId, List<String> pages) {
        return limiters.of(userId).submit(() -> String.join("", pages));
    }

    @Valved(user = "#userId", resource = "gpu", cost = "#prompt.length()", meter = "tokens")
    public String answer(String userId, String prompt) {
        return infer(prompt);
    }

    String byHand(String userId, String prompt) throws Exception {
        return limiters.of(userId).on("gpu").submit(() -> infer(prompt)).get();
    }

    void follow() {
        plans.refresh();
    }

    private static String infer(String prompt) {
        return prompt;
    }

    static class Beans {

        @Bean
        Resource gpu() {
            return Resource.named("gpu").workers(2);
        }

        @Bean
        Profile research() {
            return Profile.named("research").shared("gpu");
        }

        @Bean
        ValveManagerCustomizer staleness() {
            return builder -> builder.staleness(Duration.ofMillis(200));
        }
    }
}
