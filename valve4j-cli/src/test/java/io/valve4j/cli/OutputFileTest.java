package io.valve4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    private Path folder;

    @Test
    void takes_the_place_of_a_file_that_is_there() throws IOException {
        Path file = Files.writeString(folder.resolve("figures.json"), "old and longer");
        OutputFile.write(file, "new");
        assertThat(file).hasContent("new");
    }

    @Test
    void a_folder_that_is_missing_or_a_folder_in_its_place_is_said() {
        assertThatThrownBy(() -> OutputFile.write(folder.resolve("missing").resolve("figures.json"), "x"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageEndingWith("figures.json: its folder does not exist");
        assertThatThrownBy(() -> OutputFile.write(folder, "x"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(folder + ": ");
    }
}
