package io.valve4j.store;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ValueWriter} wrote, in the same order. */
final class ValueReader {

    private final DataInputStream in;

    ValueReader(byte[] bytes) {
        in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    int version() throws IOException {
        return in.readUnsignedByte();
    }

    long number() throws IOException {
        return in.readLong();
    }

    int small() throws IOException {
        return in.readInt();
    }

    String text() throws IOException {
        int length = in.readInt();
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(in.readUTF());
        }
        return text.toString();
    }

    UUID id() throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    Instant instant() throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    Duration duration() throws IOException {
        return Duration.ofSeconds(in.readLong(), in.readInt());
    }

    <T> @Nullable T optional(Read<T> read) throws IOException {
        return in.readBoolean() ? read.read(this) : null;
    }

    <T> List<T> list(Read<T> read) throws IOException {
        int size = in.readInt();
        List<T> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(read.read(this));
        }
        return values;
    }

    /** Whether all was read. */
    boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    /** How one kind of value is read. */
    @FunctionalInterface
    interface Read<T> {

        T read(ValueReader in) throws IOException;
    }
}
