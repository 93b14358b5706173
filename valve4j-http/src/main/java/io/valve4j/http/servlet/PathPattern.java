package io.valve4j.http.servlet;

import io.valve4j.internal.check.Checks;
import java.util.function.Predicate;

/**
 * Which paths: {@code /exactly/this}, {@code /this/*} with all below, or {@code *.ending}, as servlets are mapped.
 *
 * <p>Paths are matched as the container resolves them: decoded, without path parameters and double slashes, so that another
 * spelling of a path does not pass by.
 */
record PathPattern(Kind kind, String text) implements Predicate<String> {

    enum Kind {
        EXACT,
        BELOW,
        ENDING
    }

    static PathPattern of(String pattern) {
        Checks.name("a pattern of paths", pattern);
        if (pattern.startsWith("*.") && pattern.indexOf('*', 1) < 0 && pattern.indexOf('/') < 0) {
            return new PathPattern(Kind.ENDING, pattern.substring(1));
        }
        boolean below = pattern.endsWith("/*");
        String path = below ? pattern.substring(0, pattern.length() - 2) : pattern;
        if (!pattern.startsWith("/") || path.indexOf('*') >= 0) {
            throw new IllegalArgumentException(
                    "a pattern of paths must be like /exactly/this, /this/* or *.ending, but was "
                            + Checks.quoted(pattern));
        }
        return new PathPattern(below ? Kind.BELOW : Kind.EXACT, path);
    }

    @Override
    public boolean test(String path) {
        return switch (kind) {
            case EXACT -> path.equals(text);
            case BELOW ->
                path.startsWith(text) && (path.length() == text.length() || path.charAt(text.length()) == '/');
            case ENDING -> path.endsWith(text);
        };
    }
}
