package io.valve4j.cli.replay;

import java.util.Optional;

/** How the lines of one kind of file are read. An instance reads one file, from its first line to its last. */
public interface InputFormat {

    /** What the format is called in reports. */
    String name();

    /**
     * Reads one line, which is not blank.
     *
     * @return its request; empty if it is a heading or a comment
     * @throws BadLineException if the line is not of this format
     */
    Optional<Request> read(String line) throws BadLineException;
}
