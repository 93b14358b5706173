package io.valve4j.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import io.valve4j.store.TransientStoreException;
import java.time.Duration;

/** What the driver's failures mean for those who call the store. */
final class Failures {

    private static final int WRITE_CONFLICT = 112;

    private Failures() {}

    /**
     * What to throw.
     *
     * @param what was to be done, as in "to charge user ada"
     * @param allowed how long it could take
     */
    static RuntimeException of(String what, Duration allowed, MongoException failure) {
        if (failure instanceof MongoInterruptedException) {
            // Says nothing about MongoDB, neither that it works nor that it does not; by the cause the guard knows.
            InterruptedException interrupt = new InterruptedException(failure.getMessage());
            interrupt.initCause(failure);
            return new IllegalStateException("the thread was interrupted while MongoDB was asked " + what, interrupt);
        }
        if (timedOut(failure)) {
            return new MongoStoreException(
                    "MongoDB did not answer within " + allowed.toMillis() + " ms, when asked " + what
                            + ": look whether it is up and reachable, or give it more time by MongoOptions.guard",
                    failure);
        }
        if (passing(failure)) {
            return new TransientStoreException("MongoDB stumbled when asked " + what, failure);
        }
        return new MongoStoreException("MongoDB failed when asked " + what, failure);
    }

    private static boolean timedOut(MongoException failure) {
        return failure instanceof MongoTimeoutException
                || failure instanceof MongoExecutionTimeoutException
                || failure instanceof MongoSocketReadTimeoutException;
    }

    private static boolean passing(MongoException failure) {
        return failure instanceof MongoSocketException
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException
                || failure instanceof MongoConnectionPoolClearedException
                || failure.hasErrorLabel("RetryableWriteError")
                || failure.getCode() == WRITE_CONFLICT;
    }

    /** Whether somebody else was first to insert it. */
    static boolean isThere(MongoWriteException failure) {
        return failure.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
    }
}
