package io.valve4j.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of a written configuration, whatever it is written in: nothing, a text, a list or a mapping. Numbers are texts. To
 * be implemented for each format; only what is asked for is looked at, so a tree may even be endless.
 */
public interface Setting {

    /** Where it is written. */
    Place place();

    /** Which of the four it is. */
    Kind kind();

    /** What is written; asked for only of a {@link Kind#TEXT}. */
    String text();

    /** What is in the list; asked for only of a {@link Kind#LIST}. */
    List<Setting> items();

    /** What is in the mapping, in the order of the text; asked for only of a {@link Kind#MAPPING}. */
    List<Named> entries();

    /** What a setting can be. */
    enum Kind {
        /** Nothing is written. */
        EMPTY,
        /** A text or a number. */
        TEXT,
        /** Several settings, one after the other. */
        LIST,
        /** Several settings, by name. */
        MAPPING
    }

    /**
     * A setting in a mapping.
     *
     * @param name null if what stands there for a name is not a text
     * @param place where the name is written
     * @param value what it has
     */
    record Named(@Nullable String name, Place place, Setting value) {}
}
