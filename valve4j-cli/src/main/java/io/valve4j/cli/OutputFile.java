package io.valve4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that a command was told to write. */
final class OutputFile {

    private OutputFile() {}

    /**
     * Writes it, in the place of one that is there.
     *
     * @throws CommandFailure if that is not possible; the message says why
     */
    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (NoSuchFileException failure) {
            throw new CommandFailure(file + ": its folder does not exist");
        } catch (IOException failure) {
            throw new CommandFailure(file + ": " + FileProblems.why(failure));
        }
    }
}
