/** The YAML of the page on tiers, and the code that reads it: here, since here is a reader of YAML on the class path. */
@NullMarked
package io.valve4j.cli.docs;

import org.jspecify.annotations.NullMarked;
