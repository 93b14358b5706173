/**
 * valve4j in Spring Boot: what {@code valve4j.*} properties say becomes a {@link io.valve4j.ValveManager}, and follows them.
 *
 * <p>This room has the manager, its configuration and its end. What it is joined to, each in a room of its own, knows this room,
 * and not the other way round.
 */
@NullMarked
package io.valve4j.spring.boot;

import org.jspecify.annotations.NullMarked;
