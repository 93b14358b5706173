/**
 * What {@code valve bench} measures and how: contestants that run in turns, so that whatever else the machine does meets all of
 * them, and ratios between them rather than figures by themselves.
 */
@NullMarked
package io.valve4j.cli.bench;

import org.jspecify.annotations.NullMarked;
