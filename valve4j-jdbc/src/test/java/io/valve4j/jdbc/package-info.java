/** Tests of the JDBC store, each on real engines. */
@NullMarked
package io.valve4j.jdbc;

import org.jspecify.annotations.NullMarked;
