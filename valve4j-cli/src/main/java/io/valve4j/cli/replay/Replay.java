package io.valve4j.cli.replay;

import java.time.Duration;

/**
 * A replay that has been run: what went in, and what came out.
 *
 * @param file the name of the file
 * @param format what its lines were taken for
 * @param configuration the name of the configuration
 * @param trace what the file holds
 * @param maxWait how long each request was ready to wait
 * @param usualDuration how long those took that do not say
 * @param outcome what would have happened
 */
public record Replay(
        String file,
        String format,
        String configuration,
        Trace trace,
        Duration maxWait,
        Duration usualDuration,
        Outcome outcome) {}
