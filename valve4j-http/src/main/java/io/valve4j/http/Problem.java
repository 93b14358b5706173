package io.valve4j.http;

import io.valve4j.internal.check.Checks;
import java.util.List;

/**
 * What went wrong, for a program and for a person: a problem by <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>.
 * An immutable value.
 *
 * <p>It names neither user nor profile: who the user is may be a secret, such as an API key, and bodies end up in logs.
 *
 * @param type a URI; {@link #BLANK} if the status says it all
 * @param title the type in words, always the same for a type
 * @param status that of the answer
 * @param detail what happened this time
 * @param reason the name of the {@link io.valve4j.Reason}; empty if no decision was made
 * @param violatedPolicies which policies refused, under the names that the RateLimit fields use
 */
public record Problem(
        String type, String title, int status, String detail, String reason, List<String> violatedPolicies) {

    /** The media type of {@link #json()}. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The type of a problem that is nothing but its status. */
    public static final String BLANK = "about:blank";

    /** Too much was asked for, by the draft of the RateLimit fields. */
    public static final String QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    /** The service can do less than usual, by the draft of the RateLimit fields. */
    public static final String TEMPORARY_REDUCED_CAPACITY =
            "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    /** Checks every part. */
    public Problem {
        Checks.name("the problem's type", type);
        Checks.notNull("the problem's title", title);
        Checks.between("the status of a problem", status, 400, 599);
        Checks.notNull("the problem's detail", detail);
        Checks.notNull("the problem's reason", reason);
        violatedPolicies = List.copyOf(Checks.notNull("the violated policies", violatedPolicies));
    }

    /** One that is nothing but its status. */
    static Problem blank(int status, String detail, String reason) {
        return new Problem(BLANK, StatusPhrase.of(status), status, detail, reason, List.of());
    }

    /** As JSON, in one line. Types of the RateLimit draft always have their member {@code violated-policies}. */
    public String json() {
        JsonObject json = new JsonObject()
                .member("type", type)
                .member("title", title)
                .member("status", status)
                .member("detail", detail);
        if (!reason.isEmpty()) {
            json.member("reason", reason);
        }
        if (!type.equals(BLANK)) {
            json.member("violated-policies", violatedPolicies);
        }
        return json.toString();
    }
}
