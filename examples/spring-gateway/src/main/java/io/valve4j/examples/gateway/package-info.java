/** A gateway with three tiers in front of a service that is slow. */
@NullMarked
package io.valve4j.examples.gateway;

import org.jspecify.annotations.NullMarked;
