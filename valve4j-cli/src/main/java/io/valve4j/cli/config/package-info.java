/**
 * Configuration as data: reads the YAML in which resources, profiles and users are written down.
 *
 * <p>Pure: a text goes in, {@link io.valve4j.cli.config.Plans} or a list of mistakes comes out. No files, no printing, and
 * nothing of the commands that use it; what a value may be is known to the library alone.
 */
@NullMarked
package io.valve4j.cli.config;

import org.jspecify.annotations.NullMarked;
