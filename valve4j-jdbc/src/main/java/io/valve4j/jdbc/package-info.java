/**
 * The store for relational databases, and the queue for dead letters beside it.
 */
@NullMarked
package io.valve4j.jdbc;

import org.jspecify.annotations.NullMarked;
