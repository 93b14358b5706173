package io.valve4j.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One item of a structured field: a string with parameters, serialised by RFC 9651, section 4.1. Not thread-safe.
 *
 * <p>Of the types of that RFC only those that the RateLimit fields use: strings, integers, byte sequences. An integer beyond the
 * fifteen digits that the RFC allows saturates.
 */
final class FieldItem {

    /** The largest integer of a structured field. */
    static final long LARGEST = 999_999_999_999_999L;

    private final StringBuilder text = new StringBuilder();

    /** An item that is a string. */
    FieldItem(String value) {
        appendString(value);
    }

    FieldItem parameter(String key, String value) {
        key(key);
        appendString(value);
        return this;
    }

    FieldItem parameter(String key, long value) {
        key(key);
        text.append(Math.max(-LARGEST, Math.min(LARGEST, value)));
        return this;
    }

    FieldItem parameter(String key, ByteBuffer value) {
        key(key);
        ByteBuffer encoded = Base64.getEncoder().encode(value.duplicate());
        text.append(':').append(StandardCharsets.US_ASCII.decode(encoded)).append(':');
        return this;
    }

    private void key(String key) {
        text.append(';').append(key).append('=');
    }

    private void appendString(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("a string of a structured field must be printable ASCII, but has "
                        + String.format("U+%04X", (int) c) + " at index " + i);
            }
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
