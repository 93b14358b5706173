/**
 * The store for MongoDB.
 */
@NullMarked
package io.valve4j.mongodb;

import org.jspecify.annotations.NullMarked;
