package io.valve4j.jdbc;

import io.valve4j.engines.H2Engine;

class H2DeadLetterQueueTest extends DeadLetterQueueTests {

    H2DeadLetterQueueTest() {
        super(H2Engine.shared());
    }
}
