/**
 * The store for Redis and Valkey.
 */
@NullMarked
package io.valve4j.redis;

import org.jspecify.annotations.NullMarked;
