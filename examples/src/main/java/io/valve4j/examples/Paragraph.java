package io.valve4j.examples;

import java.io.PrintStream;

/** Sentences that are too long for one line. */
final class Paragraph {

    private static final int WIDTH = 80;

    private Paragraph() {}

    /** Prints a text after a label, broken between words into lines of 80 columns; further lines stand below the first. */
    static void print(PrintStream out, String label, String text) {
        StringBuilder line = new StringBuilder(label);
        for (String word : text.split(" ", -1)) {
            boolean first = line.length() == label.length();
            if (!first && line.length() + 1 + word.length() > WIDTH) {
                out.println(line);
                line = new StringBuilder(" ".repeat(label.length()));
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        out.println(line);
    }
}
