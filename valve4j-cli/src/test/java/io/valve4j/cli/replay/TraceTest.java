package io.valve4j.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {

    @TempDir
    private Path folder;

    @Test
    void requests_are_sorted_by_time_and_those_of_one_time_keep_their_order() {
        Trace trace = Trace.of(Stream.of("5 a", "3 b", "5 c", "3 d", "4 e"), line -> new SecondAndUser());
        assertThat(trace.requests()).extracting(Request::user).containsExactly("b", "d", "e", "a", "c");
    }

    @Test
    void bad_lines_keep_their_numbers_and_blank_ones_count_for_nothing() {
        Trace trace = Trace.of(Stream.of("1 a", "", "x", "2 b"), line -> new SecondAndUser());
        assertThat(trace.lines()).isEqualTo(3);
        assertThat(trace.badLines()).isEqualTo(1);
        assertThat(trace.firstBad()).containsExactly(new Trace.BadLine(3, "no second"));
    }

    @Test
    void lines_end_as_on_any_system_and_the_last_need_not_end() throws Exception {
        Path file = Files.writeString(folder.resolve("log"), "1 a\r\n2 b\n3 c\r4 d");
        assertThat(LogFile.read(file, line -> new SecondAndUser(), () -> {}).requests())
                .extracting(Request::user)
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    void a_line_without_end_is_cut_and_so_a_bad_one() throws Exception {
        Path file = Files.writeString(folder.resolve("log"), "1 " + "a".repeat(200_000) + "\n2 b\n");
        Trace trace = LogFile.read(file, line -> new SecondAndUser(), () -> {});
        assertThat(trace.requests()).extracting(Request::user).containsExactly("b");
        assertThat(trace.firstBad()).containsExactly(new Trace.BadLine(1, "it has more than 65536 characters"));
    }

    /** A format in which {@code 5 a} is a request of a's in the fifth second. */
    private static final class SecondAndUser implements InputFormat {

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Optional<Request> read(String line) throws BadLineException {
            String[] parts = line.split(" ", 2);
            if (parts.length < 2) {
                throw new BadLineException("no second");
            }
            return Optional.of(
                    new Request(Instant.ofEpochSecond(Long.parseLong(parts[0])), parts[1], Optional.empty(), 1));
        }
    }
}
