package io.valve4j.spring.boot.method;

import io.valve4j.Limiter;
import io.valve4j.quota.Quota;
import io.valve4j.spring.boot.UserLimiters;
import io.valve4j.task.TaskOptions;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;

/**
 * What an annotation says, understood once.
 *
 * @param method which it is on
 * @param user gives the user
 * @param resource empty for the first
 * @param cost gives the cost
 * @param meter in which the cost is counted
 * @param waitUpTo how long to wait
 */
record ValvedCall(Method method, Expression user, String resource, Expression cost, String meter, Duration waitUpTo) {

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    EvaluationContext context(Object target, @Nullable Object[] arguments, BeanFactory beans) {
        MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(target, method, arguments, NAMES);
        context.setBeanResolver(new BeanFactoryResolver(beans));
        return context;
    }

    boolean waits() {
        return !waitUpTo.isZero();
    }

    boolean givesFuture() {
        return method.getReturnType() == CompletableFuture.class || method.getReturnType() == CompletionStage.class;
    }

    Limiter limiter(EvaluationContext context, UserLimiters limiters) {
        Object id = user.getValue(context);
        if (id == null) {
            throw new IllegalStateException("the user of " + method + " is null: the expression "
                    + user.getExpressionString() + " must give an id");
        }
        Limiter limiter = limiters.of(id.toString());
        return resource.isEmpty() ? limiter : limiter.on(resource);
    }

    TaskOptions options(EvaluationContext context) {
        Number units = cost.getValue(context, Number.class);
        if (units == null) {
            throw new IllegalStateException("the cost of " + method + " is null: the expression "
                    + cost.getExpressionString() + " must give a whole number");
        }
        if (units.doubleValue() != units.longValue()) {
            throw new IllegalStateException("the cost of " + method + " is " + units + ": the expression "
                    + cost.getExpressionString() + " must give a whole number");
        }
        TaskOptions options = TaskOptions.waitUpTo(waitUpTo).named(method.getName());
        return meter.equals(Quota.CALLS) ? options.cost(units.longValue()) : options.cost(meter, units.longValue());
    }
}
