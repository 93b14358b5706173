package io.valve4j.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.http.HttpAnswers;
import io.valve4j.quota.Quota;
import io.valve4j.task.TaskOptions;
import jakarta.servlet.AsyncContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValveFilterTest {

    private static final RequestUser USER = RequestUser.header("X-User");

    @TempDir
    Path folder;

    private final ValveManager valve = ValveManager.create();
    private final AtomicInteger served = new AtomicInteger();
    private WebServer server;

    @BeforeEach
    void prepare() {
        valve.register(
                // No refill worth the name while a test runs.
                Profile.named("three").dedicated(Resource.each().rate(Rate.perHour(3))),
                Profile.named("none").dedicated(Resource.each()).quota(Quota.perDay(0)));
        server = new WebServer(folder);
        server.servlet("/*", (request, response) -> {
            served.incrementAndGet();
            response.getWriter().print("hello");
        });
    }

    @AfterEach
    void close() throws LifecycleException {
        server.close();
        valve.close();
    }

    private long left(String user) {
        return valve.limiter("three", user).peek().remaining();
    }

    private ValveFilterBuilder three() {
        return ValveFilter.builder(valve, USER).profile("three");
    }

    @Test
    void who_may_is_served_and_told_what_is_left() throws Exception {
        server.filter(three().build()).start();

        HttpResponse<String> response = server.get("/", "ada");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.headers().firstValue("RateLimit-Policy")).hasValue("\"dedicated rate\";q=3;w=3600");
        assertThat(response.headers().firstValue("RateLimit")).hasValue("\"dedicated rate\";r=2");
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void who_may_not_is_answered_and_never_served() throws Exception {
        server.filter(three().build()).start();
        for (int i = 0; i < 3; i++) {
            assertThat(server.get("/", "ada").statusCode()).isEqualTo(200);
        }

        HttpResponse<String> refused = server.get("/", "ada");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1_100L, 1_200L);
        assertThat(refused.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"dedicated rate\";r=0;t=1");
        assertThat(refused.body()).contains("\"violated-policies\":[\"dedicated rate\"]");
        assertThat(served).hasValue(3);
        assertThat(server.get("/", "bob").statusCode()).isEqualTo(200);
    }

    @Test
    void subscriptions_decide_unless_a_profile_is_named() throws Exception {
        server.filter(ValveFilter.builder(valve, USER).build()).start();
        valve.subscriptions().create("ada", "three", Duration.ofDays(1));
        valve.subscriptions().create("eve", "three", Duration.ofDays(1));
        valve.subscriptions().cancel("eve");

        assertThat(server.get("/", "ada").statusCode()).isEqualTo(200);
        assertThat(server.get("/", "bob").statusCode()).isEqualTo(403);
        assertThat(server.get("/", "bob").body()).contains("\"reason\":\"NOT_SUBSCRIBED\"");
        assertThat(server.get("/", "eve").body()).contains("\"reason\":\"CANCELED\"");
    }

    @Test
    void who_has_no_subscription_may_have_a_profile_all_the_same_and_who_lost_theirs_has_not() throws Exception {
        server.filter(ValveFilter.builder(valve, USER)
                        .profileOfUnsubscribed("three")
                        .build())
                .start();
        valve.subscriptions().create("eve", "three", Duration.ofDays(1));
        valve.subscriptions().cancel("eve");

        assertThat(server.get("/", "bob").statusCode()).isEqualTo(200);
        assertThat(server.get("/", "eve").statusCode()).isEqualTo(403);
    }

    @Test
    void the_limiter_may_depend_on_the_request() throws Exception {
        server.filter(ValveFilter.builder(valve, USER)
                        .limiter((request, user) ->
                                valve.limiter(request.getMethod().equals("POST") ? "none" : "three", user))
                        .build())
                .start();

        assertThat(server.get("/", "ada").statusCode()).isEqualTo(200);
        assertThat(server.send(server.request("/")
                                .header("X-User", "ada")
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_resource_is_chosen_by_its_name() throws Exception {
        valve.register(
                Resource.named("gpu").rate(Rate.perHour(1)),
                Profile.named("both").dedicated(Resource.each()).shared("gpu"));
        server.filter(ValveFilter.builder(valve, USER)
                        .profile("both")
                        .resource("gpu")
                        .build())
                .start();

        assertThat(server.get("/", "ada").headers().firstValue("RateLimit")).hasValue("\"gpu rate\";r=0");
        assertThat(server.get("/", "bob").statusCode()).isEqualTo(429);
    }

    @Test
    void who_names_no_user_is_asked_for_one() throws Exception {
        server.filter(three().challenge("Bearer").build()).start();

        HttpResponse<String> response = server.send(server.request("/").build());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(server.get("/", "  ").statusCode()).isEqualTo(401);
        assertThat(server.get("/", "x".repeat(513)).statusCode()).isEqualTo(401);
        assertThat(server.get("/", "x".repeat(512)).statusCode()).isEqualTo(200);
        assertThat(served).hasValue(1);
    }

    @Test
    void the_nameless_may_share_one_limit() throws Exception {
        server.filter(three().anonymous("nobody").build()).start();

        server.send(server.request("/").build());
        server.get("/", " ");

        assertThat(left("nobody")).isEqualTo(1);
    }

    @Test
    void a_user_is_found_by_the_address_where_the_first_way_finds_none() throws Exception {
        server.filter(ValveFilter.builder(valve, RequestUser.principal().or(RequestUser.remoteAddress()))
                        .profile("three")
                        .build())
                .start();

        server.get("/", "ada");

        assertThat(left("127.0.0.1")).isEqualTo(2);
    }

    @Test
    void a_request_costs_what_its_options_say() throws Exception {
        server.filter(three().options(request -> TaskOptions.DEFAULT.cost(request.getContentLength() > 1 ? 2 : 1))
                        .build())
                .start();

        server.get("/", "ada");
        server.send(server.request("/")
                .header("X-User", "ada")
                .POST(HttpRequest.BodyPublishers.ofString("long"))
                .build());

        assertThat(left("ada")).isZero();
    }

    @Test
    void an_idempotency_key_that_stands_for_another_cost_is_the_clients_mistake() throws Exception {
        valve.register(Profile.named("quota").dedicated(Resource.each()).quota(Quota.perDay(10)));
        server.filter(ValveFilter.builder(valve, USER)
                        .profile("quota")
                        .options(request -> TaskOptions.DEFAULT
                                .idempotencyKey("key")
                                .cost(request.getServletPath().isEmpty() ? 1 : 2))
                        .build())
                .servlet("/two", (request, response) -> served.incrementAndGet())
                .start();

        assertThat(server.get("/", "ada").statusCode()).isEqualTo(200);
        assertThat(server.get("/", "ada").statusCode()).isEqualTo(200);
        assertThat(server.get("/two", "ada").statusCode()).isEqualTo(422);
        assertThat(valve.limiter("quota", "ada").usage().get(0).used()).isEqualTo(1);
        assertThat(served).hasValue(2);
    }

    @Test
    void statuses_and_fields_are_those_of_the_answers() throws Exception {
        server.filter(ValveFilter.builder(valve, USER)
                        .answers(HttpAnswers.STANDARD
                                .status(Reason.NOT_SUBSCRIBED, 402)
                                .withoutRateLimitFields())
                        .build())
                .start();

        assertThat(server.get("/", "ada").statusCode()).isEqualTo(402);
    }

    @Test
    void other_paths_are_not_its_business() throws Exception {
        server.filter(three().paths("/api/*", "*.json").except("/api/health").build())
                .start();

        for (String path : List.of("/", "/apix", "/api/health")) {
            server.get(path, "ada");
        }
        assertThat(left("ada")).isEqualTo(3);
        server.get("/api", "ada");
        server.get("/api/x", "ada");
        server.get("/data.json", "ada");
        assertThat(left("ada")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/x",
                "/%61pi/x",
                "/api;v=1/x",
                "//api/x",
                "/y/../api/x",
                "/./api/x",
                "/api/x;a=b",
                "/api/x?y"
            })
    void another_spelling_of_a_path_does_not_pass_by(String path) throws Exception {
        server.filter(three().paths("/api/*").build()).start();

        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nX-User: ada\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");

        assertThat(left("ada")).isEqualTo(2);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            return all.toString(StandardCharsets.US_ASCII);
        }
    }

    @Test
    void a_request_that_is_passed_on_is_charged_once() throws Exception {
        server.filter(three().build())
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/x").forward(request, response))
                .servlet(
                        "/include",
                        (request, response) ->
                                request.getRequestDispatcher("/x").include(request, response))
                .servlet("/again", (request, response) -> {
                    if (request.getAttribute("again") == null) {
                        request.setAttribute("again", true);
                        request.startAsync().dispatch();
                    } else {
                        response.getWriter().print("hello again");
                    }
                })
                .start();

        assertThat(server.get("/forward", "ada").body()).isEqualTo("hello");
        assertThat(server.get("/include", "ada").body()).isEqualTo("hello");
        assertThat(server.get("/again", "ada").body()).isEqualTo("hello again");
        assertThat(left("ada")).isZero();
        assertThat(server.get("/forward", "ada").statusCode()).isEqualTo(429);
    }

    @Test
    void an_error_page_is_part_of_the_request_that_failed() throws Exception {
        server.filter(three().except("/health").build())
                .servlet("/fails", (request, response) -> {
                    throw new IllegalStateException("on purpose");
                })
                .servlet("/health", (request, response) -> response.sendError(500))
                .errorPage("/sorry")
                .start();

        assertThat(server.get("/fails", "ada").statusCode()).isEqualTo(500);
        assertThat(left("ada")).isEqualTo(2);
        assertThat(server.get("/health", "ada").body()).isEqualTo("hello");
        assertThat(left("ada")).isEqualTo(2);
    }

    @Test
    void two_filters_charge_each_for_itself_and_tell_both_limits() throws Exception {
        valve.register(
                Resource.named("site").rate(Rate.perHour(10)),
                Profile.named("ten").shared("site"));
        server.filter(three().build())
                .filter(ValveFilter.builder(valve, USER).profile("ten").build())
                .start();

        HttpResponse<String> response = server.get("/", "ada");

        assertThat(response.headers().allValues("RateLimit"))
                .containsExactly("\"dedicated rate\";r=2", "\"site rate\";r=9");
        assertThat(left("ada")).isEqualTo(2);
    }

    @Test
    void choices_that_exclude_each_other_are_mistakes() {
        assertThatThrownBy(() -> three().profileOfUnsubscribed("none").build())
                .hasMessageContaining("profile(\"three\") looks for no subscription")
                .hasMessageContaining("leave one of them away");
        assertThatThrownBy(() ->
                        three().limiter((request, user) -> valve.limiter(user)).build())
                .hasMessageContaining("limiter(…) decides about profile and resource too");
        assertThatThrownBy(() -> three().paths("api/*"))
                .hasMessageContaining("must be like /exactly/this, /this/* or *.ending, but was \"api/*\"");
        assertThatThrownBy(() -> three().paths("/a/*/b")).hasMessageContaining("\"/a/*/b\"");
    }

    @Test
    void a_quota_that_needs_a_subscription_is_a_mistake_where_there_is_none() {
        valve.register(Profile.named("trial")
                .dedicated(Resource.each())
                .quota(Quota.perDay(5))
                .quota(Quota.lifetime(10)));
        ValveFilterBuilder users = ValveFilter.builder(valve, USER);

        assertThatThrownBy(
                        () -> ValveFilter.builder(valve, USER).profile("trial").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("quota \"calls-lifetime\" of profile \"trial\" is measured from a subscription")
                .hasMessageContaining("give them subscriptions");
        assertThatThrownBy(() -> ValveFilter.builder(valve, USER)
                        .profileOfUnsubscribed("trial")
                        .build())
                .hasMessageContaining("\"calls-lifetime\"");
        assertThat(users.build()).as("by subscription").isNotNull();
    }

    @Test
    void an_asynchronous_request_that_only_takes_needs_nothing_more() throws Exception {
        server.filter(three().build())
                .servlet("/async", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.start(() -> {
                        try {
                            async.getResponse().getWriter().print("later");
                        } catch (IOException failure) {
                            throw new IllegalStateException(failure);
                        } finally {
                            async.complete();
                        }
                    });
                })
                .start();

        assertThat(server.get("/async", "ada").body()).isEqualTo("later");
        assertThat(left("ada")).isEqualTo(2);
    }
}
