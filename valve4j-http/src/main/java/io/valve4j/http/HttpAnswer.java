package io.valve4j.http;

import io.valve4j.internal.check.Checks;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A decision as HTTP says it. An immutable value.
 *
 * <p>Where the decision allows, the status is 200 and there is no problem: what remains is to add the header fields to whatever
 * the service answers. Where it refuses, status, header fields and body are the whole answer.
 *
 * @param status 200 if allowed
 * @param headers the header fields, each once; those of a refusal tell the body's media type too
 * @param problem what went wrong; empty if allowed
 */
public record HttpAnswer(int status, Map<String, String> headers, Optional<Problem> problem) {

    /** Checks every part. */
    public HttpAnswer {
        Checks.between("the status of an answer", status, 200, 599);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(Checks.notNull("the headers of an answer", headers)));
        Checks.notNull("the problem of an answer", problem);
    }

    /** A refusal that no decision was needed for: a problem that is nothing but its status. */
    public static HttpAnswer refusal(int status, String detail) {
        return new HttpAnswer(
                status,
                Map.of(HttpAnswers.CONTENT_TYPE, Problem.MEDIA_TYPE),
                Optional.of(Problem.blank(status, detail, "")));
    }

    /** Whether the request may go on. */
    public boolean allowed() {
        return problem.isEmpty();
    }

    /** The problem as JSON in UTF-8; empty if allowed. */
    public byte[] body() {
        return problem.map(Problem::json).orElse("").getBytes(StandardCharsets.UTF_8);
    }
}
