/**
 * Configuration as data: what a YAML file or properties say of resources, profiles and users, read in one way.
 *
 * <p>Pure: a tree of {@link io.valve4j.config.Setting}s goes in, {@link io.valve4j.config.Plans} or a list of mistakes comes out.
 * Knows no format, no files, and nothing of who asks; what a value may be is known to the values themselves.
 */
@NullMarked
package io.valve4j.config;

import org.jspecify.annotations.NullMarked;
