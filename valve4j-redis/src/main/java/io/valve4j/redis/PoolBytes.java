package io.valve4j.redis;

import io.valve4j.store.CounterKey;
import io.valve4j.store.Pool;
import io.valve4j.store.Posting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A charge's pools as bytes, kept with its idempotency key, so that whoever asks again is told which counters were drawn on.
 * Names are written character by character, since UTF-8 makes one of all unpaired surrogates.
 */
final class PoolBytes {

    private static final int VERSION = 1;

    private PoolBytes() {}

    static byte[] of(List<Pool> pools) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(pools.size());
            for (Pool pool : pools) {
                write(out, pool.key().quota());
                write(out, pool.key().grant());
                out.writeLong(pool.key().windowStartMillis());
                out.writeLong(pool.key().generation());
                Instant end = pool.end();
                out.writeBoolean(end != null);
                if (end != null) {
                    out.writeLong(end.getEpochSecond());
                    out.writeInt(end.getNano());
                }
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * What was drawn from them.
     *
     * @param amounts in the pools' order; 0 where nothing was
     */
    static List<Posting> postings(byte[] bytes, List<Long> amounts) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("what is remembered of an idempotency key has format " + version
                        + ", but this version of valve4j knows only format " + VERSION + ": upgrade valve4j");
            }
            List<Posting> postings = new ArrayList<>();
            int size = in.readInt();
            for (int i = 0; i < size; i++) {
                CounterKey key = new CounterKey(readName(in), readName(in), in.readLong(), in.readLong());
                Instant end = in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
                add(postings, key, amounts.get(i), end);
            }
            return postings;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException broken) {
            throw new IllegalStateException(
                    "what is remembered of an idempotency key is broken: look for whoever else writes there", broken);
        }
    }

    /** What was drawn from pools that are known. */
    static List<Posting> postings(List<Pool> pools, List<Long> amounts) {
        List<Posting> postings = new ArrayList<>();
        for (int i = 0; i < Math.min(pools.size(), amounts.size()); i++) {
            add(postings, pools.get(i).key(), amounts.get(i), pools.get(i).end());
        }
        return postings;
    }

    private static void add(List<Posting> postings, CounterKey key, long amount, @Nullable Instant end) {
        if (amount > 0) {
            postings.add(new Posting(key, amount, end));
        }
    }

    private static void write(DataOutputStream out, String name) throws IOException {
        out.writeShort(name.length());
        out.writeChars(name);
    }

    private static String readName(DataInputStream in) throws IOException {
        char[] name = new char[in.readUnsignedShort()];
        for (int i = 0; i < name.length; i++) {
            name[i] = in.readChar();
        }
        return new String(name);
    }
}
