package io.valve4j.redis;

import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A script's answer, read from its start to its end. */
final class Answer {

    private final List<?> parts;
    private int next;

    Answer(List<?> parts) {
        this.parts = parts;
    }

    /** A number of the script's own. */
    int code() {
        return Math.toIntExact((Long) part());
    }

    /** A number of 64 bits. */
    long number() {
        return Long.parseLong(text());
    }

    /** Bytes that the script kept. */
    byte[] bytes() {
        return (byte[]) part();
    }

    /** Amounts by pool. */
    List<Long> amounts() {
        return Stream.of(text().split(","))
                .filter(amount -> !amount.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    /** How counters stand. */
    List<CounterState> states(List<CounterKey> keys) {
        List<CounterState> states = new ArrayList<>(keys.size());
        for (CounterKey key : keys) {
            states.add(state(key));
        }
        return states;
    }

    /** How a counter stands, after what is known to have been done to it. */
    Draw draw(long amount, CounterKey key) {
        long peakBefore = number();
        return new Draw(amount, peakBefore, state(key));
    }

    private CounterState state(CounterKey key) {
        long used = number();
        long held = number();
        return new CounterState(key, used, held, number());
    }

    private String text() {
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    private Object part() {
        return parts.get(next++);
    }
}
