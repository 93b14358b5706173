/**
 * Reads the YAML in which resources, profiles and users are written down; what a configuration may say is known to the library.
 *
 * <p>Pure: a text goes in, {@link io.valve4j.config.Plans} or a list of mistakes comes out. No files, no printing, and nothing of
 * the commands that use it.
 */
@NullMarked
package io.valve4j.cli.config;

import org.jspecify.annotations.NullMarked;
