package io.valve4j.internal.engine;

import io.valve4j.internal.event.Events;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.TaskDecorator;
import io.valve4j.time.TimeSource;
import java.util.List;

/**
 * What every errand may need on its way.
 *
 * @param till charges and gives charges back
 * @param time all time
 * @param chronicle tells what becomes of errands
 * @param letterbox where what has failed for good goes
 * @param decorators go round every task, the first outermost
 */
record Services(Till till, TimeSource time, Chronicle chronicle, Letterbox letterbox, List<TaskDecorator> decorators) {

    static Services of(
            Till till, TimeSource time, Events events, DeadLetterQueue letters, List<TaskDecorator> decorators) {
        return new Services(
                till, time, new Chronicle(events), new Letterbox(letters, time, events), List.copyOf(decorators));
    }
}
