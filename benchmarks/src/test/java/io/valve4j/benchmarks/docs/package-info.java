/** The code of the page on moving from other libraries, compiled and run: here, since here they are on the class path. */
@NullMarked
package io.valve4j.benchmarks.docs;

import org.jspecify.annotations.NullMarked;
