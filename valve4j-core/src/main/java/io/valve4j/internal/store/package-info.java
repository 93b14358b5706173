/**
 * What stands between the engine and anybody's store: patience with failures that pass, and an eye on whether the store works.
 *
 * <p>Knows nothing of what is stored.
 */
@NullMarked
package io.valve4j.internal.store;

import org.jspecify.annotations.NullMarked;
