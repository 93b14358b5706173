package io.valve4j.config;

import io.valve4j.internal.check.Checks;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A value with its name and its path. What it holds is asked for as what it should be, and refused with an
 * {@link IllegalArgumentException} if it is something else.
 *
 * @param key its name in the mapping that it is in, or its place in the list
 * @param keyPlace where the name is
 * @param value what it holds
 * @param path the way to it from the top
 */
record Entry(String key, Place keyPlace, Setting value, String path) {

    private static final Pattern PLAIN_KEY = Pattern.compile("[\\p{L}\\p{N}_-]{1,60}");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");

    static Entry top(Setting root) {
        return new Entry("", root.place(), root, "");
    }

    /** An entry of the mapping that this is. */
    Entry child(String name, Place namePlace, Setting inside) {
        String step = PLAIN_KEY.matcher(name).matches() ? name : Checks.quoted(name);
        return new Entry(name, namePlace, inside, path.isEmpty() ? step : path + "." + step);
    }

    /** An item of the list that this is. */
    private Entry item(int index, Setting inside) {
        return new Entry(String.valueOf(index), inside.place(), inside, path + "[" + index + "]");
    }

    boolean isEmpty() {
        return value.kind() == Setting.Kind.EMPTY;
    }

    private boolean isText() {
        return value.kind() == Setting.Kind.TEXT;
    }

    boolean isList() {
        return value.kind() == Setting.Kind.LIST;
    }

    boolean isMapping() {
        return value.kind() == Setting.Kind.MAPPING;
    }

    /** What is in the list that this is. What is empty is a list of nothing: properties have no other way to write one. */
    List<Entry> items() {
        List<Setting> items = isEmpty() ? List.of() : value.items();
        return IntStream.range(0, items.size())
                .mapToObj(i -> item(i, items.get(i)))
                .toList();
    }

    /** Whether exactly this word is written here. */
    boolean says(String word) {
        return isText() && value.text().strip().equalsIgnoreCase(word);
    }

    /** What is written here, as text. */
    String text() {
        if (isText()) {
            return value.text();
        }
        throw new IllegalArgumentException("must be a text, but is " + kind());
    }

    /** A whole number. */
    long whole() {
        String text = isText() ? text() : "";
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be a whole number, but is " + (text.isEmpty() ? kind() : Checks.quoted(text)));
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException("must be a number between -2^63 and 2^63-1, but is " + text, tooLarge);
        }
    }

    /** A whole number of 32 bits. */
    int wholeInt() {
        long number = whole();
        if (number != (int) number) {
            throw new IllegalArgumentException("must be a number between -2^31 and 2^31-1, but is " + number);
        }
        return (int) number;
    }

    /** A list of whole numbers of 32 bits. */
    int[] wholeInts() {
        if (!isList() && !isEmpty()) {
            throw new IllegalArgumentException("must be a list of whole numbers, but is " + kind());
        }
        return items().stream().mapToInt(Entry::wholeInt).toArray();
    }

    /** What kind of thing is here, for a message. */
    String kind() {
        return switch (value.kind()) {
            case EMPTY -> "empty";
            case MAPPING -> "a mapping";
            case LIST -> "a list";
            case TEXT -> Checks.quoted(value.text());
        };
    }
}
