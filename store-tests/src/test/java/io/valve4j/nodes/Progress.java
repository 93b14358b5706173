package io.valve4j.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a node has done so far, in a file that it shares with whoever watches it: what it has counted is there even if it is
 * killed in the next moment.
 */
final class Progress {

    private static final VarHandle COUNTS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer shared;

    /** What is counted. */
    enum Count {
        /** Units whose charge was answered with yes. */
        ADMITTED_UNITS(0),
        /** Decisions that were begun. */
        ASKED(1),
        /** Decisions that were made. */
        ANSWERED(2),
        /** Decisions that were refused since the store failed. */
        UNAVAILABLE(3);

        private final int offset;

        Count(int place) {
            offset = place * Long.BYTES;
        }
    }

    private Progress(ByteBuffer shared) {
        this.shared = shared;
    }

    static Progress in(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Progress(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) Long.BYTES * Count.values().length));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot share progress in " + file, failure);
        }
    }

    void add(Count count, long amount) {
        COUNTS.getAndAdd(shared, count.offset, amount);
    }

    long get(Count count) {
        return (long) COUNTS.getVolatile(shared, count.offset);
    }
}
