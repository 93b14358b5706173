package io.valve4j.http;

import java.util.List;

/** Writes one flat JSON object (RFC 8259) of strings, numbers and lists of strings. Not thread-safe. */
final class JsonObject {

    private final StringBuilder text = new StringBuilder();

    JsonObject member(String name, String value) {
        name(name);
        string(value);
        return this;
    }

    JsonObject member(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    JsonObject member(String name, List<String> values) {
        name(name);
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",");
            string(values.get(i));
        }
        text.append(']');
        return this;
    }

    private void name(String name) {
        text.append(text.length() == 0 ? '{' : ',');
        string(name);
        text.append(':');
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                // All else is escaped too, so that neither an encoding nor half a surrogate pair can spoil it.
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
