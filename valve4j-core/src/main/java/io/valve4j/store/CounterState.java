package io.valve4j.store;

/**
 * How a counter stands.
 *
 * @param key which counter
 * @param used units charged to it and not refunded; 0 or more
 */
public record CounterState(CounterKey key, long used) {}
