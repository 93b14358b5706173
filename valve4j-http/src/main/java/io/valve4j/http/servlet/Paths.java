package io.valve4j.http.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * Which paths a filter is for.
 *
 * @param only those; all if empty
 * @param except but not those
 */
record Paths(List<PathPattern> only, List<PathPattern> except) {

    Paths {
        only = List.copyOf(only);
        except = List.copyOf(except);
    }

    /** As the container has resolved the path; its raw form can be spelt in many ways. */
    boolean contain(HttpServletRequest request) {
        if (only.isEmpty() && except.isEmpty()) {
            return true;
        }
        String inside = request.getPathInfo();
        String path = request.getServletPath() + (inside == null ? "" : inside);
        return (only.isEmpty() || only.stream().anyMatch(pattern -> pattern.test(path)))
                && except.stream().noneMatch(pattern -> pattern.test(path));
    }
}
