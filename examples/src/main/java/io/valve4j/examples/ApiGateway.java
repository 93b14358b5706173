package io.valve4j.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.http.HttpAnswer;
import io.valve4j.http.HttpAnswers;
import io.valve4j.quota.Quota;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * An API gateway: a real HTTP server that answers 200, 401, 403 or 429, as the plan of each key has it.
 *
 * <p>The <em>user</em> is the API key of a request. {@code take()} decides without waiting, since a client would rather hear
 * no at once; valve4j-http makes an answer of the decision: a status, the RateLimit header fields, how long to wait, and a
 * problem as JSON. For this gateway a key without a subscription is a wrong key, so that status is changed.
 */
public final class ApiGateway {

    private static final HttpAnswers ANSWERS = HttpAnswers.STANDARD.status(Reason.NOT_SUBSCRIBED, 401);

    private ApiGateway() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) throws IOException, InterruptedException {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Profile.named("free").dedicated(Resource.each().rate(Rate.perMinute(3))),
                    Profile.named("trial").dedicated(Resource.each()).quota(Quota.lifetime(2)));
            valve.subscriptions().create("key-free", "free", Duration.ofDays(365));
            valve.subscriptions().create("key-trial", "trial", Duration.ofDays(14));

            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> answer(exchange, valve));
            server.start();
            try {
                out.println("plan free: 3 requests a minute; plan trial: 2 requests in all");
                out.println();
                HttpClient client = HttpClient.newHttpClient();
                URI address =
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
                for (int i = 1; i <= 4; i++) {
                    get(out, client, address, "key-free");
                }
                for (int i = 1; i <= 3; i++) {
                    get(out, client, address, "key-trial");
                }
                get(out, client, address, "key-forged");
                out.println();
                out.println("429: come back later, and when; 403: waiting never helps, another plan does");
            } finally {
                server.stop(0);
            }
        }
    }

    private static void answer(HttpExchange exchange, ValveManager valve) throws IOException {
        try (exchange) {
            String key = exchange.getRequestHeaders().getFirst("X-Api-Key");
            if (key == null || key.isBlank() || key.length() > 100) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            HttpAnswer answer = ANSWERS.to(valve.limiter(key).take());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.allowed() ? "hello".getBytes(StandardCharsets.UTF_8) : answer.body();
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static void get(PrintStream out, HttpClient client, URI address, String key)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).header("X-Api-Key", key).build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        out.printf("%-10s  %d%n", key, response.statusCode());
        for (String name : List.of("RateLimit", "Retry-After")) {
            response.headers().firstValue(name).ifPresent(value -> out.println("   " + name + ": " + value));
        }
        if (response.statusCode() != 200) {
            out.println("   " + response.body());
        }
    }
}
