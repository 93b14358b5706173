package io.valve4j.spring.boot.web;

import io.valve4j.ValveRejectedException;
import io.valve4j.http.HttpAnswer;
import io.valve4j.http.HttpAnswers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Answers a refusal that comes out of a controller as the filter would. */
final class RefusalResolver implements HandlerExceptionResolver, Ordered {

    /** Before those of Spring MVC, which start at 0, so that handlers of all exceptions do not hide it. */
    private static final int ORDER = -1;

    private final HttpAnswers answers;

    RefusalResolver(HttpAnswers answers) {
        this.answers = answers;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (!(cause instanceof ValveRejectedException refusal) || response.isCommitted()) {
            return null;
        }
        HttpAnswer answer = answers.to(refusal.decision());
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        try {
            response.getOutputStream().write(answer.body());
        } catch (IOException clientIsGone) {
            throw new UncheckedIOException(clientIsGone);
        }
        return new ModelAndView();
    }
}
