/** The code of the page on HTTP, compiled and run. */
@NullMarked
package io.valve4j.http.docs;

import org.jspecify.annotations.NullMarked;
