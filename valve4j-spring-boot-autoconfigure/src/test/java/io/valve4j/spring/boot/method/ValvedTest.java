package io.valve4j.spring.boot.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Permit;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.spring.boot.Valves;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ValvedTest {

    private final ApplicationContextRunner application = Valves.plain()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ValvedAutoConfiguration.class))
            .withBean(Reports.class)
            .withPropertyValues(
                    "valve4j.resources.printer.workers=1",
                    "valve4j.resources.paper.rate=10/day",
                    "valve4j.profiles.free.shared[0]=printer",
                    "valve4j.profiles.free.shared[1]=paper",
                    "valve4j.profiles.free.quotas[0].limit=100",
                    "valve4j.profiles.free.quotas[0].per=day",
                    "valve4j.profiles.free.quotas[0].of=pages",
                    "valve4j.users.default=free",
                    "reports.wait=10s");

    @Test
    @SuppressWarnings("try") // the permit is there to be closed
    void a_method_runs_while_it_holds_a_worker_and_is_refused_when_there_is_none() {
        application.run(context -> {
            Reports reports = context.getBean(Reports.class);
            ValveManager valve = context.getBean(ValveManager.class);
            assertThat(reports.plain("ada")).isEqualTo("for ada");
            try (Permit permit = valve.limiter("free", "bob").tryAcquire().orElseThrow()) {
                assertThatExceptionOfType(ValveRejectedException.class)
                        .isThrownBy(() -> reports.plain("ada"))
                        .matches(refusal -> refusal.decision().user().equals("ada"));
            }
            assertThat(reports.plain("ada")).isEqualTo("for ada");
        });
    }

    @Test
    void resource_cost_and_meter_are_as_the_annotation_says() {
        application.run(context -> {
            Reports reports = context.getBean(Reports.class);
            reports.print("ada", List.of("a", "b", "c"));
            assertThat(context.getBean(ValveManager.class)
                            .limiter("free", "ada")
                            .usage())
                    .singleElement()
                    .matches(usage -> usage.used() == 3);
            reports.sheets("ada", 10);
            assertThatExceptionOfType(ValveRejectedException.class)
                    .isThrownBy(() -> reports.sheets("ada", 1))
                    .matches(refusal -> refusal.decision().reason() == Reason.RATE_LIMITED);
        });
    }

    @Test
    void the_worker_is_free_again_however_the_method_ends() {
        application.run(context -> {
            Reports reports = context.getBean(Reports.class);
            assertThatThrownBy(() -> reports.failing("ada")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> reports.failingFuture("ada")).isInstanceOf(IOException.class);
            assertThat(reports.nothing("ada")).isNull();
            assertThat(reports.plain("ada")).isEqualTo("for ada");
        });
    }

    @Test
    void a_future_holds_the_worker_until_it_is_complete() {
        application.run(context -> {
            Reports reports = context.getBean(Reports.class);
            CompletableFuture<String> slow = reports.future("ada");
            assertThat(reports.future("bob"))
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(ValveRejectedException.class);
            slow.complete("done");
            assertThat(reports.plain("bob")).isEqualTo("for bob");
        });
    }

    @Test
    void a_future_that_waits_does_not_keep_its_caller_and_can_be_cancelled_in_the_queue() {
        application.run(context -> {
            Reports reports = context.getBean(Reports.class);
            CompletableFuture<String> first = reports.future("ada");
            CompletableFuture<String> givenUp = reports.patient("bob");
            CompletableFuture<String> second = reports.patient("bob");
            assertThat(second).isNotDone();
            givenUp.cancel(true);
            first.complete("done");
            assertThat(second).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("for bob");
        });
    }

    @Test
    void an_expression_that_gives_nobody_or_is_none_is_named_with_its_method() {
        application.run(context -> {
            Reports reports = context.getBean(Reports.class);
            assertThatIllegalStateException()
                    .isThrownBy(() -> reports.plain(null))
                    .withMessageContaining("the user of")
                    .withMessageContaining("Reports.plain");
            assertThatIllegalStateException()
                    .isThrownBy(() -> reports.misspelt("ada"))
                    .withMessageContaining("is no expression: \"#user Id\"");
            assertThatIllegalStateException()
                    .isThrownBy(() -> reports.half("ada"))
                    .withMessageContaining("the cost of")
                    .withMessageContaining("Reports.half")
                    .withMessageContaining("is 1.5");
        });
    }

    static class Reports {

        @Valved(user = "#userId")
        public String plain(String userId) {
            return "for " + userId;
        }

        @Valved(user = "#p0", cost = "#pages.size()", meter = "pages")
        public void print(String userId, List<String> pages) {}

        @Valved(user = "#userId", resource = "paper", cost = "#count")
        public void sheets(String userId, int count) {}

        @Valved(user = "#userId")
        public void failing(String userId) throws IOException {
            throw new IOException("out of paper");
        }

        @Valved(user = "#userId")
        public CompletableFuture<String> failingFuture(String userId) throws IOException {
            throw new IOException("out of paper");
        }

        @Valved(user = "#userId")
        public CompletableFuture<String> nothing(String userId) {
            return null;
        }

        @Valved(user = "#userId")
        public CompletableFuture<String> future(String userId) {
            return new CompletableFuture<>();
        }

        @Valved(user = "#userId", waitUpTo = "${reports.wait}")
        public CompletableFuture<String> patient(String userId) {
            return CompletableFuture.completedFuture("for " + userId);
        }

        @Valved(user = "#userId", cost = "1.5")
        public void half(String userId) {}

        @Valved(user = "#user Id")
        public void misspelt(String userId) {}
    }
}
