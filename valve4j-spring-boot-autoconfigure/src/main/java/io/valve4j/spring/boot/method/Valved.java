package io.valve4j.spring.boot.method;

import io.valve4j.quota.Quota;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a bean that runs in its user's turn, holding a worker of the resource, and charged to the user's quotas.
 *
 * <pre>{@code
 * @Valved(user = "#userId", cost = "#pages.size()", waitUpTo = "2s")
 * Report render(String userId, List<Page> pages) { … }
 * }</pre>
 *
 * <p>The worker is held until the method has returned; if it returns a {@link java.util.concurrent.CompletableFuture} or a
 * {@link java.util.concurrent.CompletionStage}, until that is complete. A refusal is a
 * {@link io.valve4j.ValveRejectedException}: thrown, or in the future; the servlet filter's module makes it an HTTP answer.
 *
 * <p>As with everything that Spring does around methods, a call from inside the same object passes by it.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Valved {

    /**
     * Who the user is: an expression of SpEL over the method's parameters, by name ({@code #userId}) or by place ({@code #p0}),
     * and over beans ({@code @currentUser.id()}).
     */
    String user();

    /** Which of the resources of the user's profile; the first unless set. */
    String resource() default "";

    /** How much it costs: an expression of SpEL that gives a whole number, 1 or more. */
    String cost() default "1";

    /** What the cost is counted in. What is not counted in calls costs one call beside. */
    String meter() default Quota.CALLS;

    /**
     * How long to wait for the user's turn, such as {@code 500ms} or {@code 2s}; a placeholder may stand for it. A method that
     * returns a future does not keep its caller waiting, and then starts on a thread of the valve.
     */
    String waitUpTo() default "0s";
}
