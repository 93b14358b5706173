/** What operators see: meters, health, the endpoint {@code valve}. */
@NullMarked
package io.valve4j.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
