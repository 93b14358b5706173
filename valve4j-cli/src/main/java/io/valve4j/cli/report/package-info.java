/**
 * How results are shown: numbers, durations, tables and bars that fit 80 columns, in plain ASCII.
 *
 * <p>Pure: text and numbers in, text out. Nothing here prints, or knows what is being shown.
 */
@NullMarked
package io.valve4j.cli.report;

import org.jspecify.annotations.NullMarked;
