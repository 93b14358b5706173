package io.valve4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class KeptTest {

    private final Kept<Object> kept = new Kept<>();

    @Test
    void what_is_kept_outlasts_a_trim() {
        Object value = kept.getOrAdd("ada", Object::new);
        kept.trim();
        assertThat(kept.get("ada")).isSameAs(value);
        assertThat(kept.getOrAdd("ada", Object::new)).isSameAs(value);
    }

    @Test
    void who_walks_through_a_map_that_was_trimmed_meanwhile_removes_nothing_of_the_new_one() {
        Object old = kept.getOrAdd("ada", Object::new);
        assertThat(kept.remove("ada", old)).isTrue();
        kept.trim();
        kept.getOrAdd("ada", Object::new);
        assertThat(kept.remove("ada", old)).isFalse();
        assertThat(kept.isEmpty()).isFalse();
    }

    @Test
    void users_who_come_while_it_is_trimmed_again_and_again_are_kept_once_each() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread trimming = new Thread(() -> {
            while (!done.get()) {
                kept.trim();
            }
        });
        trimming.start();
        try {
            for (int i = 0; i < 100_000; i++) {
                String user = "user-" + i;
                Object value = kept.getOrAdd(user, Object::new);
                assertThat(kept.get(user)).isSameAs(value);
                assertThat(kept.remove(user, value)).isTrue();
            }
        } finally {
            done.set(true);
            trimming.join();
        }
    }
}
