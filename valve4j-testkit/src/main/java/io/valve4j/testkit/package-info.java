/**
 * What tests need and production code must not have: time that is moved by hand, random input that can be repeated from a
 * seed, and the promises of a store as tests. Only the last, {@link io.valve4j.testkit.ValveStoreContract} and what belongs to
 * it, depends on a test framework, JUnit; the rest serves any. Nothing here is needed to run a valve.
 */
@NullMarked
package io.valve4j.testkit;

import org.jspecify.annotations.NullMarked;
