/** The durable stores, each where its module and its client are. */
@NullMarked
package io.valve4j.spring.boot.store;

import org.jspecify.annotations.NullMarked;
