package io.valve4j.http.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.http.HttpAnswer;
import io.valve4j.http.HttpAnswers;
import io.valve4j.http.RateLimitDraft;
import io.valve4j.http.servlet.RequestUser;
import io.valve4j.http.servlet.ValveFilter;
import io.valve4j.task.TaskOptions;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpPageTest {

    static void register(ValveManager valve, ServletContext context) {
        ValveFilter filter =
                ValveFilter.builder(valve, RequestUser.header("X-Api-Key")).build();
        FilterRegistration.Dynamic registration = context.addFilter("valve", filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(null, false, "/*");
    }

    static ValveFilter uploads(ValveManager valve, HttpAnswers answers) {
        return ValveFilter.builder(valve, RequestUser.principal())
                .paths("/api/*")
                .except("/api/health")
                .resource("uploads")
                .options(request -> TaskOptions.DEFAULT.cost("bytes", Math.max(1, request.getContentLengthLong())))
                .holdPermit(Duration.ofSeconds(2))
                .answers(answers)
                .build();
    }

    static HttpAnswers answers() {
        HttpAnswers answers = HttpAnswers.STANDARD
                .status(Reason.NOT_SUBSCRIBED, 402)
                .jitter(Duration.ofSeconds(10))
                .draft(RateLimitDraft.V11);
        return answers;
    }

    static void answer(HttpExchange exchange, ValveManager valve, String user) throws IOException {
        HttpAnswer answer = HttpAnswers.STANDARD.to(valve.limiter(user).take());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.allowed() ? "hello".getBytes(UTF_8) : answer.body();
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    @Test
    void a_decision_becomes_the_answer_of_any_server() throws Exception {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(Profile.named("free").dedicated(Resource.each().rate(Rate.perHour(1))));
            valve.subscriptions().create("ada", "free", Duration.ofDays(1));
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    answer(exchange, valve, "ada");
                }
            });
            server.start();
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort()))
                        .build();
                HttpClient client = HttpClient.newHttpClient();
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .isEqualTo("hello");
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(429);
            } finally {
                server.stop(0);
            }
        }
    }

    @Test
    void the_filters_and_answers_of_the_page_can_be_built() {
        try (ValveManager valve = ValveManager.create()) {
            assertThat(uploads(valve, answers())).isNotNull();
            assertThat(answers().statuses()).containsEntry(Reason.NOT_SUBSCRIBED, 402);
        }
    }
}
