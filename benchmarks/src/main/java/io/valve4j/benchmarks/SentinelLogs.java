package io.valve4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Sentinel writes its logs into the home of whoever runs it, unless told otherwise before it starts. */
final class SentinelLogs {

    private static final String FOLDER = "csp.sentinel.log.dir";

    private SentinelLogs() {}

    static void toTemporaryFolder() {
        try {
            System.setProperty(
                    FOLDER, Files.createTempDirectory("valve-bench-sentinel").toString());
        } catch (IOException failure) {
            throw new UncheckedIOException("no folder for Sentinel's logs", failure);
        }
    }
}
