package io.valve4j.spring.boot.method;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.StringValueResolver;

/** Understands annotations, each once. Thread-safe. */
final class ValvedCalls {

    private final Map<Method, ValvedCall> understood = new ConcurrentHashMap<>();
    private final SpelExpressionParser parser = new SpelExpressionParser();
    private final StringValueResolver placeholders;

    ValvedCalls(StringValueResolver placeholders) {
        this.placeholders = placeholders;
    }

    ValvedCall of(Method called, Class<?> targetClass) {
        return understood.computeIfAbsent(AopUtils.getMostSpecificMethod(called, targetClass), this::understand);
    }

    private ValvedCall understand(Method method) {
        Valved valved = AnnotatedElementUtils.findMergedAnnotation(method, Valved.class);
        if (valved == null) {
            throw new IllegalStateException("there is no @Valved on " + method);
        }
        return new ValvedCall(
                method,
                expression(method, "user", valved.user()),
                valved.resource(),
                expression(method, "cost", valved.cost()),
                valved.meter(),
                DurationStyle.detectAndParse(String.valueOf(placeholders.resolveStringValue(valved.waitUpTo()))));
    }

    private Expression expression(Method method, String what, String text) {
        try {
            return parser.parseExpression(text);
        } catch (ParseException | IllegalStateException | IllegalArgumentException unreadable) {
            throw new IllegalStateException(
                    "the " + what + " of @Valved on " + method + " is no expression: \"" + text
                            + "\"; for a parameter write" + " #name",
                    unreadable);
        }
    }
}
