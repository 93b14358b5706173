package io.valve4j.config;

import java.util.List;

/** What reading a configuration came to. */
public sealed interface Reading {

    /**
     * It is sound.
     *
     * @param plans what it says
     */
    record Sound(Plans plans) implements Reading {}

    /**
     * It has mistakes.
     *
     * @param mistakes all of them, in the order of the text
     */
    record Mistaken(List<Mistake> mistakes) implements Reading {

        /** Copies the list. */
        public Mistaken {
            mistakes = List.copyOf(mistakes);
        }
    }
}
