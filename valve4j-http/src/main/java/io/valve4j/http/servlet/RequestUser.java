package io.valve4j.http.servlet;

import io.valve4j.internal.check.Checks;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who the user of a request is. Called once for each request, in its thread; must be thread-safe, and should be quick.
 *
 * <p>Ids that a client makes up cost memory only while they are active; but on a profile that needs no subscription each of them
 * has a limit of its own, so take ids from what was verified.
 */
@FunctionalInterface
public interface RequestUser {

    /** The user's id; null if the request names none. A blank id, or one of more than 512 characters, counts as none. */
    @Nullable
    String of(HttpServletRequest request);

    /** By a header field, such as {@code X-Api-Key}. Whether the value is genuine is not checked here. */
    static RequestUser header(String name) {
        Checks.name("the header's name", name);
        return request -> request.getHeader(name);
    }

    /** By the name of the user that the container, or a filter before this one, has authenticated. */
    static RequestUser principal() {
        return request -> {
            Principal principal = request.getUserPrincipal();
            return principal == null ? null : principal.getName();
        };
    }

    /**
     * By the address that the request comes from. Behind a proxy that is the proxy's, unless the container is told to believe
     * its {@code X-Forwarded-For} (in Tomcat the {@code RemoteIpValve}): believed unasked, every client could choose.
     */
    static RequestUser remoteAddress() {
        return HttpServletRequest::getRemoteAddr;
    }

    /** The same, and another where this one finds none. */
    default RequestUser or(RequestUser other) {
        Checks.notNull("the other way to find the user", other);
        return request -> {
            String user = UserId.usable(of(request));
            return user == null ? other.of(request) : user;
        };
    }
}
