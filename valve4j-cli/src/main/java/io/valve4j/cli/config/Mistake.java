package io.valve4j.cli.config;

/**
 * Something in a configuration that cannot be meant.
 *
 * @param line where it is, from 1
 * @param column where in the line, from 1
 * @param path what it is about, such as {@code profiles.pro.quotas[0].limit}; empty for the whole text
 * @param problem what is wrong, and what is allowed
 */
public record Mistake(int line, int column, String path, String problem) {

    /** {@code line:column: path: problem}. */
    @Override
    public String toString() {
        return line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ") + problem;
    }
}
