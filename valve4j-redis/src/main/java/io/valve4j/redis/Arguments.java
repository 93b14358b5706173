package io.valve4j.redis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The arguments of a script, one after the other. */
final class Arguments {

    private static final byte[] NONE = {};
    private static final int ID_BYTES = 16;

    private final List<byte[]> all = new ArrayList<>();

    Arguments with(byte[] value) {
        all.add(value);
        return this;
    }

    Arguments with(String ascii) {
        return with(Keys.bytes(ascii));
    }

    Arguments with(long number) {
        return with(Long.toString(number));
    }

    Arguments with(UUID id) {
        return with(ByteBuffer.allocate(ID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    Arguments withNothing() {
        return with(NONE);
    }

    byte[][] toArray() {
        return all.toArray(byte[][]::new);
    }

    static UUID id(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
