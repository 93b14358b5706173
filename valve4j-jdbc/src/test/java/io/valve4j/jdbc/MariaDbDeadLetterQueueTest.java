package io.valve4j.jdbc;

import io.valve4j.engines.MariaDbEngine;

class MariaDbDeadLetterQueueTest extends DeadLetterQueueTests {

    MariaDbDeadLetterQueueTest() {
        super(MariaDbEngine.shared());
    }
}
