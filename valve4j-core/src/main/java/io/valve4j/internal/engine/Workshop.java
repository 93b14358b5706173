package io.valve4j.internal.engine;

import io.valve4j.Resource;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.internal.schedule.TurnRule;
import io.valve4j.internal.schedule.WorkerThreads;
import io.valve4j.time.TimeSource;
import java.util.concurrent.Executor;

/**
 * Makes the parts of a running resource.
 *
 * @param time all time
 * @param threads gives workers their threads
 * @param callbacks completes what may run others' code or block
 * @param rule who comes first on every resource
 */
record Workshop(TimeSource time, WorkerThreads threads, Executor callbacks, TurnRule rule) {

    RateCell rateCell(BucketSpec rate) {
        return new RateCell(rate, time.nanos());
    }

    Dispatcher dispatcher(Resource resource, RateCell rate) {
        return new Dispatcher(resource.workers(), resource.queue(), rate, time, threads, callbacks, rule);
    }
}
