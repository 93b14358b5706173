/**
 * The store for MongoDB: {@link io.valve4j.mongodb.MongoStore}, and {@link io.valve4j.mongodb.MongoOptions} for how it is opened.
 *
 * <p>Inside, {@code DocumentStore} has the store's calls, {@code Users} and {@code AuditTrail} the commands that they send,
 * {@code PlainCharge} the one conditional update that most charges are, {@code Steps} and {@code Account} the arithmetic of the rest,
 * and {@code AccountFormat} the shape of documents. Nothing here knows profiles, windows or limits: they come as numbers.
 */
@NullMarked
package io.valve4j.mongodb;

import org.jspecify.annotations.NullMarked;
