package io.valve4j.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.engines.PostgresEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The gateway as a process of its own. */
class GatewayTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long BETWEEN_LOOKS_NANOS = 5_000_000;
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void every_request_that_was_accepted_is_answered_when_it_is_told_to_end_under_load() throws Exception {
        Path log = folder.resolve("log");
        Process gateway = start(
                log,
                Map.of("SPRING_DATASOURCE_URL", "jdbc:h2:file:" + folder.resolve("store")),
                "--gateway.latency=1s");
        try {
            int port = port(gateway, log);
            assertThat(ask(port, "ada").get(60, TimeUnit.SECONDS).body()).isEqualTo("answer to why");
            List<CompletableFuture<HttpResponse<String>>> load = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                load.add(ask(port, "acme"));
            }
            await(() -> actuator(port, "valve").contains("\"busy\":15"));
            assertThat(actuator(port, "metrics")).contains("\"valve4j.");
            gateway.destroy();
            for (CompletableFuture<HttpResponse<String>> each : load) {
                HttpResponse<String> answer = each.get(60, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("answer to why");
            }
            assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(log)).contains("the valve is shut");
        } finally {
            gateway.destroyForcibly();
        }
    }

    @Test
    void usage_is_in_postgresql_where_the_variables_of_the_pod_say_so() throws Exception {
        PostgresEngine engine = PostgresEngine.shared();
        String url = engine.freshUrl();
        Map<String, String> variables = new HashMap<>();
        for (Object each : (List<?>) container(manifest()).get("env")) {
            variables.put(map(each).get("name").toString(), "postgres");
        }
        assertThat(variables)
                .containsOnlyKeys("SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD");
        variables.put("SPRING_DATASOURCE_URL", url);
        Path log = folder.resolve("log");
        Process gateway = start(log, variables, "--gateway.latency=0s");
        try {
            int port = port(gateway, log);
            assertThat(ask(port, "ada").get(60, TimeUnit.SECONDS).body()).isEqualTo("answer to why");
            assertThat(ask(port, "ada").get(60, TimeUnit.SECONDS).body()).isEqualTo("answer to why");
            try (Connection connection = DriverManager.getConnection(url);
                    ResultSet used = connection
                            .createStatement()
                            .executeQuery("SELECT used FROM valve_counter WHERE user_key = 'ada'")) {
                assertThat(used.next()).isTrue();
                assertThat(used.getLong(1)).isEqualTo(2);
            }
        } finally {
            gateway.destroyForcibly();
        }
    }

    @Test
    void the_pod_has_as_long_to_end_as_its_shutdown_may_take() throws Exception {
        Map<String, Object> manifest = manifest();
        Map<String, Object> settings =
                new Yaml().load(Files.readString(Path.of("src/main/resources/application.yaml")));
        Map<String, Object> pod = map(manifest, "spec", "template", "spec");
        Map<String, Object> container = container(manifest);
        int grace = (int) pod.get("terminationGracePeriodSeconds");
        int preStop = (int) map(container, "lifecycle", "preStop", "sleep").get("seconds");
        int requests = seconds(map(settings, "spring", "lifecycle").get("timeout-per-shutdown-phase"));
        int tasks = seconds(map(settings, "valve4j", "shutdown").get("timeout"));
        assertThat(grace).isGreaterThanOrEqualTo(preStop + requests + tasks);
        assertThat(map(container, "readinessProbe", "httpGet").get("path")).isEqualTo("/actuator/health/readiness");
        assertThat(map(container, "livenessProbe", "httpGet").get("path")).isEqualTo("/actuator/health/liveness");
        assertThat(preStop)
                .isGreaterThan(2 * (int) map(container, "readinessProbe").get("periodSeconds"));
    }

    private static Process start(Path log, Map<String, String> variables, String option) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Gateway.class.getName(),
                        "--server.port=0",
                        option)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static Map<String, Object> manifest() throws IOException {
        return new Yaml().load(Files.readString(Path.of("kubernetes/deployment.yaml")));
    }

    private static Map<String, Object> container(Map<String, Object> manifest) {
        return map(((List<?>) map(manifest, "spec", "template", "spec").get("containers")).get(0));
    }

    private CompletableFuture<HttpResponse<String>> ask(int port, String key) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/ask/why"))
                .header("X-Api-Key", key)
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private String actuator(int port, String endpoint) throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:" + port + "/actuator/" + endpoint);
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private static int port(Process gateway, Path log) throws Exception {
        await(() -> !gateway.isAlive() || PORT.matcher(Files.readString(log)).find());
        Matcher port = PORT.matcher(Files.readString(log));
        assertThat(port.find()).as(Files.readString(log)).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime() - end).as("time left").isNegative();
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private static int seconds(Object duration) {
        return Integer.parseInt(duration.toString().replace("s", ""));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object start, String... path) {
        Map<String, Object> found = (Map<String, Object>) start;
        for (String step : path) {
            found = (Map<String, Object>) found.get(step);
        }
        return found;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }
}
