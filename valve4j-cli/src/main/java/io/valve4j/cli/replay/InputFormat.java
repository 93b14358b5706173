package io.valve4j.cli.replay;

/** How the lines of one kind of file are read. An instance reads one file, from its first line to its last. */
public interface InputFormat {

    /** What the format is called in reports. */
    String name();

    /**
     * Reads one line.
     *
     * @throws BadLineException if the line is not of this format
     */
    Request read(String line) throws BadLineException;
}
