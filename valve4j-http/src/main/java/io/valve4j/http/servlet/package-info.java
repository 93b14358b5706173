/**
 * A valve in front of servlets: {@link io.valve4j.http.servlet.ValveFilter}, and who its user is. What an answer looks like is
 * none of its business: {@code io.valve4j.http} says that.
 */
@NullMarked
package io.valve4j.http.servlet;

import org.jspecify.annotations.NullMarked;
