/** The code of the page on metrics, compiled and run. */
@NullMarked
package io.valve4j.micrometer.docs;

import org.jspecify.annotations.NullMarked;
