/** The code of the page on JDBC, compiled and run. */
@NullMarked
package io.valve4j.jdbc.docs;

import org.jspecify.annotations.NullMarked;
