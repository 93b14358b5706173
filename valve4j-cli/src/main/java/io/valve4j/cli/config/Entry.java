package io.valve4j.cli.config;

import io.valve4j.cli.report.Text;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value with its name and its path. What it holds is asked for as what it should be, and refused with an
 * {@link IllegalArgumentException} if it is something else.
 *
 * @param key its name in the mapping that it is in, or its place in the list
 * @param keyNode where the name is
 * @param value what it holds
 * @param path the way to it from the top
 */
record Entry(String key, Node keyNode, Node value, String path) {

    private static final Pattern PLAIN_KEY = Pattern.compile("[\\p{L}\\p{N}_-]{1,60}");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");

    static Entry top(Node root) {
        return new Entry("", root, root, "");
    }

    /** An entry of the mapping that this is. */
    Entry child(String name, Node nameNode, Node inside) {
        String step = PLAIN_KEY.matcher(name).matches() ? name : Text.quoted(name);
        return new Entry(name, nameNode, inside, path.isEmpty() ? step : path + "." + step);
    }

    /** An item of the list that this is. */
    Entry item(int index, Node inside) {
        return new Entry(String.valueOf(index), inside, inside, path + "[" + index + "]");
    }

    boolean isEmpty() {
        return value.getTag().equals(Tag.NULL);
    }

    /** Whether exactly this word is written here. */
    boolean says(String word) {
        return value instanceof ScalarNode scalar && scalar.getValue().strip().equalsIgnoreCase(word);
    }

    /** What is written here, as text. */
    String text() {
        if (value instanceof ScalarNode scalar && !isEmpty()) {
            return scalar.getValue();
        }
        throw new IllegalArgumentException("must be a text, but is " + kind());
    }

    /** A whole number. */
    long whole() {
        String text = value instanceof ScalarNode && !isEmpty() ? text() : "";
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be a whole number, but is " + (text.isEmpty() ? kind() : Text.quoted(text)));
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
        if (!(value instanceof SequenceNode list)) {
            throw new IllegalArgumentException("must be a list of whole numbers, but is " + kind());
        }
        int[] numbers = new int[list.getValue().size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = item(i, list.getValue().get(i)).wholeInt();
        }
        return numbers;
    }

    /** What kind of thing is here, for a message. */
    String kind() {
        if (isEmpty()) {
            return "empty";
        } else if (value instanceof MappingNode) {
            return "a mapping";
        } else if (value instanceof SequenceNode) {
            return "a list";
        }
        return Text.quoted(((ScalarNode) value).getValue());
    }
}
