package io.valve4j.redis;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.valve4j.store.TransientStoreException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Lettuce and Redis report, as a store says it. */
final class Failures {

    /** How Lettuce says that it has no connection, for which it has no exception of its own. */
    private static final String NOT_SENT = "Currently not connected";

    /** How a script passes on what one of its commands was answered, before Redis 7. */
    private static final Pattern IN_SCRIPT =
            Pattern.compile("ERR Error running script .*@user_script: \\d+: -?(.*)", Pattern.DOTALL);

    /** How a script passes on that the user may not call one of its commands, which has no word of its own for it. */
    private static final String MAY_NOT = "The user executing the script can't run this command";

    private Failures() {}

    /** What is behind it, without the wrapping of futures. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wraps && cause != null ? unwrapped(cause) : failure;
    }

    /**
     * The exception to throw.
     *
     * @param what was asked for: "to charge user …"
     */
    static RuntimeException of(String what, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof RedisCommandExecutionException refused) {
            return isOverSoon(refused)
                    ? new TransientStoreException(
                            "Redis cannot be asked " + what + " now: " + cause.getMessage(), cause)
                    : new RedisException(
                            "Redis was asked " + what + " and answered: " + cause.getMessage() + mended(refused),
                            cause);
        }
        if (cause instanceof RedisCommandTimeoutException) {
            return new RedisCommandTimeoutException(
                    "Redis was asked " + what + ", and did not answer in time: " + cause.getMessage());
        }
        // One that was cancelled is an IllegalStateException too, but says nothing of what the store will do.
        if (cause instanceof RedisException || cause instanceof CancellationException) {
            return lost("Redis was asked " + what + ", but the connection is lost: " + cause.getMessage(), cause);
        }
        if (cause instanceof IllegalStateException broken) {
            return broken;
        }
        return new RedisException("Redis was asked " + what + ", and that failed: " + cause, cause);
    }

    /** One that may be over soon, after which the same may be asked again: every step is recognised by its id. */
    static TransientStoreException lost(String message, @Nullable Throwable cause) {
        return new TransientStoreException(message, cause);
    }

    /** Whether what was asked for was not even sent, or refused. */
    static boolean isSureThatNothingWasDone(RuntimeException failure) {
        if (failure instanceof RedisCommandTimeoutException) {
            return false;
        }
        Throwable cause = failure.getCause();
        return cause == null
                || cause instanceof RedisCommandExecutionException
                || String.valueOf(cause.getMessage()).startsWith(NOT_SENT);
    }

    /** Where Redis does nothing at all for the moment. */
    private static boolean isOverSoon(RedisCommandExecutionException refused) {
        return refused instanceof RedisLoadingException
                || refused instanceof RedisBusyException
                || startsWithOneOf(refused, "READONLY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS");
    }

    private static String mended(RedisCommandExecutionException refused) {
        if (startsWithOneOf(refused, "OOM")) {
            return " (give it more memory: with maxmemory-policy noeviction it refuses writes when full, which is right here)";
        }
        if (startsWithOneOf(refused, "NOPERM", "NOAUTH", MAY_NOT, "ERR " + MAY_NOT)) {
            return " (the page on Redis lists what the user must be allowed)";
        }
        return "";
    }

    private static boolean startsWithOneOf(RedisCommandExecutionException refused, String... words) {
        String said = String.valueOf(refused.getMessage());
        Matcher inScript = IN_SCRIPT.matcher(said);
        String message = inScript.matches() ? inScript.group(1) : said;
        return Stream.of(words).anyMatch(message::startsWith);
    }
}
