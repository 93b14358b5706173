package io.valve4j.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.testkit.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StoreKeyTest {

    @Test
    void most_ids_are_their_own_key() {
        for (String id : new String[] {"ada", "ada@example.com", "2001:db8::1", "Case-Sensitive_1.2", "c2VjcmV0+/=="}) {
            assertThat(StoreKey.of(id)).isEqualTo(id);
        }
    }

    @Test
    void whatever_could_be_taken_for_syntax_or_for_nothing_is_escaped() {
        assertThat(StoreKey.of("}x")).isEqualTo("%007dx");
        assertThat(StoreKey.of("a b")).isEqualTo("a%0020b");
        assertThat(StoreKey.of("100%")).isEqualTo("100%0025");
        assertThat(StoreKey.of("\u0000")).isEqualTo("%0000");
    }

    @Test
    void a_long_id_is_cut_and_made_unique() {
        String first = "x".repeat(511) + "1";
        String second = "x".repeat(511) + "2";
        assertThat(StoreKey.of(first)).startsWith("x".repeat(100) + "%%").isNotEqualTo(StoreKey.of(second));
        assertThat(StoreKey.of(first).length()).isLessThanOrEqualTo(StoreKey.LONGEST);
        assertThat(StoreKey.of("x".repeat(StoreKey.LONGEST))).isEqualTo("x".repeat(StoreKey.LONGEST));
    }

    @Test
    void different_ids_have_different_keys_that_are_plain_and_short() {
        Seeds.check("keys of ids", 200, random -> {
            Map<String, String> idByKey = new HashMap<>();
            for (int i = 0; i < 100; i++) {
                String id = id(random);
                String key = StoreKey.of(id);
                assertThat(key).matches("[A-Za-z0-9._@+:/=%-]{1,180}");
                assertThat(idByKey.getOrDefault(key, id)).isEqualTo(id);
                idByKey.put(key, id);
            }
        });
    }

    /** From few characters, so that ids are like each other; now and then a long one. */
    private static String id(SplittableRandom random) {
        String characters = "aA0%_ {}\u0000\uD83D\uDE80\u00e9";
        int length = random.nextInt(10) == 0 ? 150 + random.nextInt(363) : 1 + random.nextInt(4);
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < length; i++) {
            id.append(characters.charAt(random.nextInt(characters.length())));
        }
        return id.toString();
    }

    @Test
    void counters_that_differ_in_any_part_have_different_keys() {
        assertThat(StoreKey.of(new CounterKey("calls", 1_764_000_000_000L, 2))).isEqualTo("calls,,1764000000000,2");
        assertThat(StoreKey.of(new CounterKey("a,b", "c", 0, 0)))
                .isNotEqualTo(StoreKey.of(new CounterKey("a", "b,c", 0, 0)));
    }
}
