/**
 * How everything stands at a moment: for meters, dashboards and health checks.
 *
 * <p>Values, and one interface to ask. Nothing here decides, and nothing here can be changed.
 */
@NullMarked
package io.valve4j.status;

import org.jspecify.annotations.NullMarked;
