package io.valve4j.redis;

import io.valve4j.guard.Guard;
import java.time.Duration;

/** What tests of this module have in common. */
final class RedisTests {

    /** For machines with more to do than these tests. */
    static final Guard PATIENT = Guard.DEFAULT.timeout(Duration.ofSeconds(10)).patience(Duration.ofSeconds(20));

    private RedisTests() {}
}
