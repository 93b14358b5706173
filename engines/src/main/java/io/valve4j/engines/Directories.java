package io.valve4j.engines;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories that engines leave behind. */
final class Directories {

    private Directories() {}

    /** Deletes it with all that is in it, if it is there. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (File file :
                    all.sorted(Comparator.reverseOrder()).map(Path::toFile).toList()) {
                Files.deleteIfExists(file.toPath());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot delete " + directory, failure);
        }
    }
}
