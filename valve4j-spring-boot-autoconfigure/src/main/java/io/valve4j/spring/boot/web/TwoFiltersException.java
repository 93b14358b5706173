package io.valve4j.spring.boot.web;

import java.util.List;

/** Thrown when properties ask for a filter and a bean is one too. */
public final class TwoFiltersException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TwoFiltersException(List<String> beans) {
        super("There are " + beans.size() + " ValveFilters, and each request would be charged by all of them: "
                + String.join(", ", beans) + ".");
    }
}
