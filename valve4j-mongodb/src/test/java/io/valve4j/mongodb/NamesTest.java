package io.valve4j.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.store.CounterKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {

    static final List<String> NASTY = List.of(
            "plain",
            "with.dots.",
            "$dollar",
            "back\\slash",
            "\\0041",
            "A",
            "nul\u0000byte",
            "line\nbreak\u0085",
            "\uD83D\uDE80",
            "\uD83D",
            "\uDE80\uD83D",
            "\uDE80",
            "caf\u00e9",
            "cafe\u0301",
            "Case",
            "case",
            "\uD83D".repeat(512));

    @Test
    void whatever_name_comes_back_as_it_was() {
        assertThat(NASTY.stream().map(Names::written).map(Names::read)).isEqualTo(NASTY);
    }

    @Test
    void what_is_written_is_text_that_utf_8_can_hold_without_control_characters() {
        assertThat(NASTY.stream().map(Names::written)).doesNotHaveDuplicates().allSatisfy(text -> {
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
            assertThat(text.chars()).noneMatch(Character::isISOControl);
        });
    }

    @Test
    void most_names_stay_readable() {
        assertThat(Names.written("Zo\u00eb's API \uD83D\uDE80")).isEqualTo("Zo\u00eb's API \uD83D\uDE80");
    }

    @Test
    void a_counters_field_is_one_field_and_its_own() {
        List<String> fields = NASTY.stream()
                .flatMap(name -> List.of(
                        new CounterKey(name, 0, 0),
                        CounterKey.ofGrant("calls", name),
                        CounterKey.ofGrant(name, "calls"))
                        .stream())
                .map(Names::field)
                .toList();
        assertThat(fields).doesNotHaveDuplicates().noneMatch(field -> field.contains(".") || field.contains("$"));
    }
}
