package io.valve4j.guard;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of the store behind.
 *
 * @param operation what is asked for
 * @param user whose; null if nobody's
 * @param step the call itself
 * @param late told of the result if nobody waits for it any more
 */
record Request<T>(Operation operation, @Nullable String user, Supplier<T> step, Consumer<? super T> late) {

    /** What is asked for, in words. */
    String words() {
        return operation.of(user);
    }
}
