package io.valve4j.cli;

import io.valve4j.cli.report.Text;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in a few words why a file could not be used. */
final class FileProblems {

    private FileProblems() {}

    static String why(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (failure instanceof AccessDeniedException) {
            return "you may not use it";
        } else if (failure instanceof MalformedInputException) {
            return "is not UTF-8 text";
        }
        return Text.shown(String.valueOf(failure.getMessage()), 200);
    }
}
