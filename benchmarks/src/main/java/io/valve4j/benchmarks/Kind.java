package io.valve4j.benchmarks;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Some library's limiter: how it is opened, and how one permit is taken off it.
 *
 * @param <T> its type, so that it can stand in a map by itself, with nothing of ours around it
 * @param open opens one, full
 * @param take takes a permit if there is one; never waits
 */
record Kind<T>(Function<Limit, T> open, Predicate<T> take) {}
