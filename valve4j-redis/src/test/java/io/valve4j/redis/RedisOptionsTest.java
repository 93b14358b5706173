package io.valve4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.guard.Guard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisOptionsTest {

    @Test
    void each_choice_is_made_by_itself() {
        Guard guard = Guard.DEFAULT.timeout(Duration.ofSeconds(1));
        assertThat(RedisOptions.DEFAULT.prefix("quota:v2").guard(guard)).isEqualTo(new RedisOptions("quota:v2", guard));
        assertThat(RedisOptions.DEFAULT).isEqualTo(new RedisOptions("valve", Guard.DEFAULT));
    }

    @Test
    void a_prefix_that_would_be_taken_for_syntax_is_refused_with_a_word_on_what_is_allowed() {
        for (String bad : List.of("", "a{b", "a}b", "a*", "a b", "ä", "x".repeat(65))) {
            assertThatThrownBy(() -> RedisOptions.DEFAULT.prefix(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 64 letters, digits");
        }
    }

    @Test
    void a_redis_that_throws_keys_away_is_dangerous() {
        assertThat(Eviction.isDangerous(Map.of("maxmemory-policy", "allkeys-lru")))
                .isTrue();
        assertThat(Eviction.isDangerous(Map.of("maxmemory-policy", "volatile-ttl")))
                .isTrue();
        assertThat(Eviction.isDangerous(Map.of("maxmemory-policy", "noeviction")))
                .isFalse();
        assertThat(Eviction.isDangerous(Map.of())).isFalse();
    }
}
