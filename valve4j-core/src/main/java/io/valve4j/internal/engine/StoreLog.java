package io.valve4j.internal.engine;

import io.valve4j.internal.event.Sparingly;
import io.valve4j.time.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a store failed to do, sparingly: an outage may fail every decision. Thread-safe. */
final class StoreLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.valve4j.store");

    private final TimeSource time;
    private final Map<String, Sparingly> kinds = new ConcurrentHashMap<>();

    StoreLog(TimeSource time) {
        this.time = time;
    }

    /**
     * Something failed.
     *
     * @param what and what follows from it; one of a few fixed sentences, each logged at its own pace
     */
    void failed(String what, RuntimeException failure) {
        kinds.computeIfAbsent(what, first -> new Sparingly(time))
                .say(count -> LOG.warn("{} ({} times since this was last said)", what, count, failure));
    }
}
