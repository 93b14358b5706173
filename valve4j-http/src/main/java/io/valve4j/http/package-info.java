/**
 * Decisions as HTTP answers, for whatever server: {@link io.valve4j.http.HttpAnswers} turns one into a status, header fields
 * and a body. Knows core's API and no server; what belongs to servlets is in {@code io.valve4j.http.servlet}.
 */
@NullMarked
package io.valve4j.http;

import org.jspecify.annotations.NullMarked;
