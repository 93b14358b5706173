package io.valve4j.jdbc;

import io.valve4j.engines.PostgresEngine;

class PostgresqlDeadLetterQueueTest extends DeadLetterQueueTests {

    PostgresqlDeadLetterQueueTest() {
        super(PostgresEngine.shared());
    }
}
