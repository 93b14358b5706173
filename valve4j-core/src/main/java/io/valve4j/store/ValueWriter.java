package io.valve4j.store;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes values in a form that {@link ValueReader} reads, in the same order. */
final class ValueWriter {

    /** A piece of text that is written at once: {@link DataOutputStream#writeUTF} takes 65,535 bytes, up to three a char. */
    static final int PIECE = 20_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    void version(int version) throws IOException {
        out.writeByte(version);
    }

    void number(long value) throws IOException {
        out.writeLong(value);
    }

    void small(int value) throws IOException {
        out.writeInt(value);
    }

    /** Any string, unpaired surrogates included. */
    void text(String value) throws IOException {
        out.writeInt(value.length());
        for (int from = 0; from < value.length(); from += PIECE) {
            out.writeUTF(value.substring(from, Math.min(value.length(), from + PIECE)));
        }
    }

    void id(UUID value) throws IOException {
        out.writeLong(value.getMostSignificantBits());
        out.writeLong(value.getLeastSignificantBits());
    }

    void instant(Instant value) throws IOException {
        out.writeLong(value.getEpochSecond());
        out.writeInt(value.getNano());
    }

    void duration(Duration value) throws IOException {
        out.writeLong(value.getSeconds());
        out.writeInt(value.getNano());
    }

    <T> void optional(@Nullable T value, Write<T> write) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            write.write(this, value);
        }
    }

    <T> void list(Collection<T> values, Write<T> write) throws IOException {
        out.writeInt(values.size());
        for (T value : values) {
            write.write(this, value);
        }
    }

    /** How one kind of value is written. */
    @FunctionalInterface
    interface Write<T> {

        void write(ValueWriter out, T value) throws IOException;
    }
}
