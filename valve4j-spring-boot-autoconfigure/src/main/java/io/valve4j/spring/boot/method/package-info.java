/** {@link io.valve4j.spring.boot.method.Valved}: methods that run in their user's turn. */
@NullMarked
package io.valve4j.spring.boot.method;

import org.jspecify.annotations.NullMarked;
