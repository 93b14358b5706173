package io.valve4j.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One atomic step in Lua: its own file, after those that it builds on. */
enum Script {
    CHARGE("common", "account", "holds", "memory", "charge"),
    COMMIT("common", "account", "holds", "states", "commit"),
    RELEASE("common", "holds", "memory", "release"),
    REFUND("common", "account", "holds", "memory", "states", "refund"),
    UNDO("common", "account", "holds", "memory", "undo"),
    COUNTERS("common", "account", "holds", "states", "counters"),
    SAVE("common", "account", "save"),
    PURGE("common", "account", "holds", "purge");

    private final String text;
    private final String digest;

    Script(String... files) {
        StringBuilder all = new StringBuilder();
        for (String file : files) {
            all.append(read(file + ".lua"));
        }
        text = all.toString();
        digest = digest(text);
    }

    /** Its source. */
    String text() {
        return text;
    }

    /** By which Redis knows it. */
    String digest() {
        return digest;
    }

    private static String read(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing beside " + Script.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be read", failure);
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
