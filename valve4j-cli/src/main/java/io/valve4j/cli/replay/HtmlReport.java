package io.valve4j.cli.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A replay as one page with charts, which needs no network and, by its content security policy, may not use it. Names from outside
 * stand in it as data alone: the page's script shows them as text, and no script but its own, known by its hash, runs.
 */
public final class HtmlReport {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)\\}\\}");
    private static final int DRAWN_USERS = 6;
    private static final int WORST_OFF = 10;
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/%s/%s";

    private HtmlReport() {}

    /** The page. */
    public static String of(Replay replay) {
        String version = uplotVersion();
        String uplot = text(UPLOT.formatted(version, "dist/uPlot.iife.min.js"));
        String script = text("report/page.js");
        Map<String, String> parts = Map.of(
                "script-hashes", Stream.of(uplot, script).map(HtmlReport::hash).collect(Collectors.joining(" ")),
                "title", escaped("Replay of " + replay.file()),
                "uplot-css", text(UPLOT.formatted(version, "dist/uPlot.min.css")),
                "css", text("report/page.css"),
                "data", inScript(JsonReport.MAPPER.writer().writeValueAsString(data(replay))),
                "uplot-version", version,
                "uplot-license", text(UPLOT.formatted(version, "LICENSE")),
                "uplot-js", uplot,
                "js", script);
        // In one pass: what a part holds is not looked at again.
        return PLACE.matcher(text("report/page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.getOrDefault(place.group(1), "")));
    }

    private static ObjectNode data(Replay replay) {
        Trace trace = replay.trace();
        List<Request> requests = trace.requests();
        Timeline timeline = new Timeline(replay.outcomes());
        Outcome asked = replay.outcome();
        ObjectNode data = JsonReport.MAPPER.createObjectNode();
        data.put("file", replay.file());
        data.put("plans", asked.scenario().configuration());
        data.put("tasks", requests.size());
        data.put("users", asked.users().size());
        data.put("from", requests.get(0).at().truncatedTo(ChronoUnit.SECONDS).toString());
        data.put(
                "to",
                requests.get(requests.size() - 1)
                        .at()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        double start = asked.traffic().startedAt().toEpochMilli() / 1e3;
        ArrayNode seconds = data.putArray("seconds");
        for (long middle : timeline.middles()) {
            seconds.add(start + middle / 1e9);
        }
        ArrayNode policies = data.putArray("policies");
        replay.outcomes().forEach(outcome -> policy(policies.addObject(), outcome, timeline));
        ArrayNode quotas = data.putArray("quotas");
        asked.quotas().stream()
                .filter(burn -> !burn.users().isEmpty())
                .forEach(burn -> quota(quotas.addObject(), burn, asked, timeline));
        ArrayNode worst = data.putArray("worstOff");
        asked.worstOff(WORST_OFF)
                .forEach(user -> JsonReport.group(worst.addObject().put("user", user.user()), user.score()));
        return data;
    }

    private static void policy(ObjectNode node, Outcome outcome, Timeline timeline) {
        node.put("name", outcome.scenario().name());
        JsonReport.policy(node, outcome);
        ArrayNode queue = node.putArray("queue");
        for (long waiting : timeline.mostWaiting(outcome.traffic())) {
            queue.add(waiting);
        }
        ArrayNode workers = node.putArray("workers");
        List<String> most = Population.of(outcome.traffic()).top(DRAWN_USERS);
        timeline.workers(outcome.traffic(), most).forEach((user, values) -> {
            ObjectNode layer = workers.addObject().put("user", user).put("others", user.isEmpty());
            numbers(layer.putArray("values"), values);
        });
    }

    private static void quota(ObjectNode node, QuotaBurn burn, Outcome outcome, Timeline timeline) {
        node.put("profile", burn.profile());
        node.put("quota", burn.quota().name());
        node.put("limit", burn.quota().limit());
        ArrayNode users = node.putArray("users");
        burn.users().stream().limit(DRAWN_USERS).forEach(user -> {
            ObjectNode line = users.addObject().put("user", user.user());
            numbers(line.putArray("left"), timeline.left(outcome.traffic(), burn, user));
        });
    }

    private static void numbers(ArrayNode node, double[] values) {
        for (double value : values) {
            node.add(Math.round(value * 1e4) / 1e4);
        }
    }

    /** What a browser reads as the same JSON, but never as the end of the script or the start of a comment. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static String uplotVersion() {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            properties.load(in);
        } catch (IOException failure) {
            throw new IllegalStateException("the library of charts cannot be read", failure);
        }
        return properties.getProperty("version");
    }

    private static String text(String resource) {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException failure) {
            throw new IllegalStateException(resource + " cannot be read", failure);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = HtmlReport.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("there is no resource " + resource);
        }
        return in;
    }
}
