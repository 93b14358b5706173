package io.valve4j.store;

import java.io.IOException;

/**
 * Values as bytes, of which the first is the version of their format: whoever reads a version that they do not know must not
 * write over it, so that is an error.
 */
final class VersionedBytes {

    private static final int VERSION = 1;

    private VersionedBytes() {}

    static <T> byte[] write(T value, ValueWriter.Write<T> contents) {
        try {
            ValueWriter out = new ValueWriter();
            out.version(VERSION);
            contents.write(out, value);
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
    }

    /**
     * What was written.
     *
     * @param what is read, as said in errors: "the document of …"
     */
    static <T> T read(String what, byte[] bytes, ValueReader.Read<T> contents) {
        try {
            ValueReader in = new ValueReader(bytes);
            int version = in.version();
            if (version != VERSION) {
                throw new IllegalStateException(
                        what + " has format " + version + ", but this version of valve4j knows only format " + VERSION
                                + ": upgrade valve4j, or look for whoever else writes there");
            }
            T value = contents.read(in);
            if (!in.atEnd()) {
                throw new IOException("there is more than was expected");
            }
            return value;
        } catch (IOException | IllegalArgumentException broken) {
            throw new IllegalStateException(
                    what + " is broken: " + bytes.length + " bytes that are no such thing", broken);
        }
    }
}
