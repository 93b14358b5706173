package io.valve4j.config;

/**
 * Something in a configuration that cannot be meant.
 *
 * @param place where it is
 * @param path what it is about, such as {@code profiles.pro.quotas[0].limit}; empty for the whole
 * @param problem what is wrong, and what is allowed
 */
public record Mistake(Place place, String path, String problem) {

    /** {@code place: path: problem}. */
    @Override
    public String toString() {
        return place.shown() + ": " + (path.isEmpty() ? "" : path + ": ") + problem;
    }
}
