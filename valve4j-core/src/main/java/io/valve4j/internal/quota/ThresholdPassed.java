package io.valve4j.internal.quota;

/**
 * Use has passed a threshold for the first time in a window.
 *
 * @param quota the quota's name
 * @param percent which threshold, in percent of the limit
 * @param limit the plan's own limit in force, without grants
 * @param used units of it that are used now
 */
public record ThresholdPassed(String quota, int percent, long limit, long used) {}
