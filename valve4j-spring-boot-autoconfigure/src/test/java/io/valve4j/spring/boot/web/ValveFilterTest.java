package io.valve4j.spring.boot.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.ValveManager;
import io.valve4j.http.servlet.RequestUser;
import io.valve4j.http.servlet.ValveFilter;
import io.valve4j.spring.boot.Failures;
import io.valve4j.spring.boot.ValveAutoConfiguration;
import io.valve4j.spring.boot.method.Valved;
import io.valve4j.spring.boot.method.ValvedAutoConfiguration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** In a real Tomcat. */
class ValveFilterTest {

    private final WebApplicationContextRunner application = new WebApplicationContextRunner(
                    AnnotationConfigServletWebServerApplicationContext::new)
            .withConfiguration(AutoConfigurations.of(
                    ValveAutoConfiguration.class,
                    ValvedAutoConfiguration.class,
                    ValveFilterAutoConfiguration.class,
                    AopAutoConfiguration.class,
                    TomcatServletWebServerAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class))
            .withUserConfiguration(Controller.class)
            .withPropertyValues(
                    "server.port=0",
                    "valve4j.profiles.free.dedicated.rate=2/day",
                    "valve4j.profiles.free.dedicated.workers=1",
                    "valve4j.users.default=free");

    @Test
    void requests_are_limited_by_user_and_refusals_say_when_to_come_back() {
        application
                .withPropertyValues("valve4j.http.user=header", "valve4j.http.except=/open")
                .run(context -> {
                    assertThat(get(context, "/hello", "ada").headers().firstValue("RateLimit"))
                            .isPresent();
                    assertThat(get(context, "/hello", "ada").body()).isEqualTo("hello");
                    HttpResponse<String> refused = get(context, "/hello", "ada");
                    assertThat(refused.statusCode()).isEqualTo(429);
                    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                    assertThat(get(context, "/hello", "bob").statusCode()).isEqualTo(200);
                    assertThat(get(context, "/open", "ada").statusCode()).isEqualTo(200);
                    assertThat(get(context, "/hello", null).statusCode()).isEqualTo(401);
                });
    }

    @Test
    void who_names_nobody_may_be_one_anonymous_user() {
        application
                .withPropertyValues("valve4j.http.user=header", "valve4j.http.anonymous=nobody")
                .run(context -> {
                    assertThat(get(context, "/hello", null).statusCode()).isEqualTo(200);
                    assertThat(get(context, "/hello", null).statusCode()).isEqualTo(200);
                    assertThat(get(context, "/hello", null).statusCode()).isEqualTo(429);
                });
    }

    @Test
    void a_permit_is_held_while_a_request_runs() {
        application
                .withPropertyValues("valve4j.http.user=address", "valve4j.http.mode=permit")
                .run(context -> {
                    assertThat(get(context, "/busy", null).body()).isEqualTo("1 busy");
                    assertThat(get(context, "/hello", null).statusCode()).isEqualTo(200);
                    assertThat(get(context, "/hello", null).statusCode()).isEqualTo(429);
                });
    }

    @Test
    void without_a_word_on_users_there_is_no_filter() {
        application.run(context -> {
            assertThat(context).doesNotHaveBean("valveFilterRegistration");
            assertThat(get(context, "/hello", null).statusCode()).isEqualTo(200);
        });
    }

    @Test
    void a_refused_method_is_answered_as_the_filter_would() {
        application.run(context -> {
            for (String path : new String[] {"/valved?user=ada", "/future?user=bob"}) {
                assertThat(get(context, path, null).statusCode()).isEqualTo(200);
                assertThat(get(context, path, null).statusCode()).isEqualTo(200);
                HttpResponse<String> refused = get(context, path, null);
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(refused.body()).contains("RATE_LIMITED");
            }
        });
    }

    @Test
    void a_second_filter_is_refused_at_the_start() {
        application
                .withPropertyValues("valve4j.http.user=header")
                .withBean(
                        "ownFilter",
                        ValveFilter.class,
                        () -> ValveFilter.builder(ValveManager.create(), RequestUser.principal())
                                .build())
                .run(context -> {
                    assertThat(context).hasFailed();
                    String description =
                            "There are 2 ValveFilters, and each request would be charged by all of them: ownFilter,"
                                    + " valveFilterRegistration.";
                    String action =
                            "Leave valve4j.http.user away, and there is no filter but your own; or remove your own."
                                    + " Several filters of your own, for different paths, are allowed.";
                    assertThat(Failures.shown(context.getStartupFailure())).isEqualTo(description + "\n" + action);
                    Failures.assertOnThePage(description, action);
                });
    }

    private static HttpResponse<String> get(
            org.springframework.boot.test.context.assertj.AssertableWebApplicationContext context,
            String path,
            String key)
            throws Exception {
        int port = ((AnnotationConfigServletWebServerApplicationContext) context.getSourceApplicationContext())
                .getWebServer()
                .getPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (key != null) {
            request.header("X-Api-Key", key);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @RestController
    static class Controller {

        private final ValveManager valve;

        Controller(ValveManager valve) {
            this.valve = valve;
        }

        @GetMapping({"/hello", "/open"})
        String hello() {
            return "hello";
        }

        @GetMapping("/busy")
        String busy() {
            boolean free = valve.limiter("free", "127.0.0.1").tryAcquire().isPresent();
            return free ? "0 busy" : "1 busy";
        }

        @Valved(user = "#user")
        @GetMapping("/valved")
        public String valved(@RequestParam("user") String user) {
            return user;
        }

        @Valved(user = "#user")
        @GetMapping("/future")
        public CompletableFuture<String> future(@RequestParam("user") String user) {
            return CompletableFuture.completedFuture(user);
        }
    }
}
