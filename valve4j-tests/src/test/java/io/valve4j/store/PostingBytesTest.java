package io.valve4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostingBytesTest {

    private static final List<Posting> ODD = List.of(
            new Posting(
                    new CounterKey("nul\u0000, \uD83D alone", Long.MIN_VALUE, Long.MAX_VALUE), Long.MAX_VALUE, null),
            new Posting(CounterKey.ofGrant("calls", "g'\n"), 1, Instant.parse("2026-03-01T00:00:00.000000001Z")));

    @Test
    void postings_come_back_in_every_part() {
        assertThat(PostingBytes.postings(PostingBytes.of(ODD))).isEqualTo(ODD);
        assertThat(PostingBytes.postings(PostingBytes.of(List.of()))).isEmpty();
    }

    @Test
    void bytes_that_are_no_postings_are_refused() {
        byte[] bytes = PostingBytes.of(ODD);
        bytes[0] = 9;
        assertThatThrownBy(() -> PostingBytes.postings(bytes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("what a stored step drew has format 9");
    }
}
