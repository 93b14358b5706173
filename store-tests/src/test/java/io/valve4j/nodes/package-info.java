/**
 * Stores as they are used in earnest: by several processes, some of which are killed; over networks that hang; on engines that are
 * killed and come back.
 */
@NullMarked
package io.valve4j.nodes;

import org.jspecify.annotations.NullMarked;
