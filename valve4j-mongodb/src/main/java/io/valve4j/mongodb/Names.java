package io.valve4j.mongodb;

import io.valve4j.store.CounterKey;
import io.valve4j.store.StoreKey;
import java.util.HexFormat;

/**
 * Names from outside, as BSON can hold them: strings are UTF-8, which knows no unpaired surrogates, and tools stumble over
 * control characters. Such characters, and the backslash, become a backslash and four hexadecimal digits; the rest stays
 * readable.
 */
final class Names {

    private static final char ESCAPE = '\\';
    private static final int DIGITS = 4;

    private Names() {}

    static String written(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < name.length() && Character.isLowSurrogate(name.charAt(i + 1))) {
                text.append(c).append(name.charAt(++i));
            } else if (c == ESCAPE || Character.isISOControl(c) || Character.isSurrogate(c)) {
                text.append(ESCAPE).append(HexFormat.of().toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    static String read(String text) {
        StringBuilder name = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ESCAPE) {
                name.append((char) HexFormat.fromHexDigits(text, i + 1, i + 1 + DIGITS));
                i += DIGITS;
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    /**
     * The name of the field that holds a counter. A dot would start a path in it, so it is escaped as {@link StoreKey} escapes the
     * rest. As a field, and not an element of an array, a counter is found, raised and reported by its path alone.
     */
    static String field(CounterKey key) {
        return StoreKey.of(key).replace(".", "%002e");
    }
}
