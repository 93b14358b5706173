/**
 * Programs from which to learn valve4j: each a {@code main} in one class, whose comment says what it teaches.
 *
 * <p>They use the public API, as any program would, and show one thing each. {@link io.valve4j.examples.Example} and
 * {@link io.valve4j.examples.Paragraph} are all that they share. No rule of the library lives here.
 */
@NullMarked
package io.valve4j.examples;

import org.jspecify.annotations.NullMarked;
