package io.valve4j.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.valve4j.Decision;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
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

/**
 * An API gateway: a real HTTP server that answers 200, 401, 402 or 429, as the plan of each key has it.
 *
 * <p>The <em>user</em> is the API key of a request. {@code take()} decides without waiting, since a client would rather hear
 * no at once; the decision's reason becomes the status, and its {@code retryAfter()} the header of that name. Seconds are
 * rounded up there: a client that waits as told must succeed.
 */
public final class ApiGateway {

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
                out.println("429: come back later, and when; 402: waiting never helps, another plan does");
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
            Decision decision = valve.limiter(key).take();
            if (!decision.allowed() && decision.retryAfter().isPresent()) {
                long seconds =
                        decision.retryAfter().get().plusNanos(999_999_999).toSeconds();
                exchange.getResponseHeaders().set("Retry-After", String.valueOf(seconds));
            }
            String reply = decision.allowed() ? "hello" : String.valueOf(decision.reason());
            byte[] body = reply.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status(decision), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static int status(Decision decision) {
        Reason reason = decision.reason();
        if (reason == null) {
            return 200;
        }
        return switch (reason) {
            case NOT_SUBSCRIBED -> 401;
            case CANCELED, EXPIRED, PAUSED, NOT_STARTED -> 403;
            // Where waiting never helps, another plan does: 402, payment required.
            case RATE_LIMITED, QUOTA_EXCEEDED -> decision.retryAfter().isPresent() ? 429 : 402;
            default -> 503;
        };
    }

    private static void get(PrintStream out, HttpClient client, URI address, String key)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).header("X-Api-Key", key).build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        String retryAfter = response.headers()
                .firstValue("Retry-After")
                .map(seconds -> ", Retry-After: " + seconds)
                .orElse("");
        out.printf("%-10s  %d %s%s%n", key, response.statusCode(), response.body(), retryAfter);
    }
}
