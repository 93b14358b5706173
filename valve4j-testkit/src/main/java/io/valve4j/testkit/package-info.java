/**
 * What tests need and production code must not have: time that is moved by hand, and random input that can be repeated
 * from a seed. Nothing here depends on a test framework, so that it serves any; and nothing here is needed to run a valve.
 */
@NullMarked
package io.valve4j.testkit;

import org.jspecify.annotations.NullMarked;
