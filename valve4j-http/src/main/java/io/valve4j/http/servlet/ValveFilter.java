package io.valve4j.http.servlet;

import io.valve4j.Decision;
import io.valve4j.Permit;
import io.valve4j.ValveManager;
import io.valve4j.http.HttpAnswer;
import io.valve4j.http.HttpAnswers;
import io.valve4j.quota.KeyReusedException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A valve in front of servlets: asks for each request whether its user may, and answers those who may not.
 *
 * <pre>{@code
 * ValveFilter filter = ValveFilter.builder(valve, RequestUser.header("X-Api-Key")).build();
 * }</pre>
 *
 * <p>Without more it takes from the rate and the quotas of the user's subscription, never waits, and adds the RateLimit header
 * fields to the response. {@linkplain ValveFilterBuilder#holdPermit() On request} it holds one of the resource's workers while
 * the request runs; while an asynchronous one does, until that has completed, however it does.
 *
 * <p>A request is charged once, however often it is forwarded, dispatched again or sent to an error page. Several filters each
 * charge for themselves. Thread-safe; blocks as long as the store does, and as long as it was told to wait for a permit, never
 * with a lock held. It does not close the manager.
 */
public final class ValveFilter implements Filter {

    private final Paths paths;
    private final RequestUser user;
    private final @Nullable String challenge;
    private final Entrance entrance;
    private final HttpAnswers answers;
    private final String visited = ValveFilter.class.getName() + "@" + System.identityHashCode(this);
    private final HeldPermits held;

    ValveFilter(Paths paths, RequestUser user, @Nullable String challenge, Entrance entrance, HttpAnswers answers) {
        this.paths = paths;
        this.user = user;
        this.challenge = challenge;
        this.entrance = entrance;
        this.answers = answers;
        this.held = new HeldPermits(visited, answers.time());
    }

    /** For a filter in front of what a manager knows. */
    public static ValveFilterBuilder builder(ValveManager valve, RequestUser user) {
        return new ValveFilterBuilder(valve, user);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest asked
                && response instanceof HttpServletResponse answered
                && concerns(asked)) {
            asked.setAttribute(visited, true);
            admit(asked, answered, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean concerns(HttpServletRequest request) {
        DispatcherType type = request.getDispatcherType();
        boolean partOfAnother = type == DispatcherType.ERROR || type == DispatcherType.INCLUDE;
        return !partOfAnother && request.getAttribute(visited) == null && paths.contain(request);
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String name = UserId.usable(user.of(request));
        if (name == null) {
            if (challenge != null) {
                response.setHeader("WWW-Authenticate", challenge);
            }
            refuse(response, HttpAnswer.refusal(401, "the request does not say who its user is."));
            return;
        }
        Entrance.Entry entry;
        try {
            entry = entrance.enter(request, name);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            refuse(response, HttpAnswer.refusal(503, "the wait was interrupted."));
            return;
        } catch (KeyReusedException reused) {
            refuse(response, HttpAnswer.refusal(422, "the idempotency key stands for a request of another cost."));
            return;
        }
        Decision decision = entry.decision();
        Permit permit = entry.permit();
        if (decision != null) {
            HttpAnswer answer = answers.to(decision);
            if (!answer.allowed()) {
                refuse(response, answer);
                return;
            }
            answer.headers().forEach(response::addHeader);
        }
        if (permit == null) {
            chain.doFilter(request, response);
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            held.closeWhenDone(request, permit);
        }
    }

    private static void refuse(HttpServletResponse response, HttpAnswer answer) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::addHeader);
        byte[] body = answer.body();
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
