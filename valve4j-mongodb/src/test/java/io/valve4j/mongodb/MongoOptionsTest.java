package io.valve4j.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.valve4j.guard.Guard;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MongoOptionsTest {

    @Test
    void each_option_is_set_by_itself() {
        Guard guard = Guard.DEFAULT.timeout(Duration.ofSeconds(1));
        assertThat(MongoOptions.DEFAULT.collection("quotas").guard(guard)).isEqualTo(new MongoOptions("quotas", guard));
    }

    @Test
    void a_name_that_no_collection_can_have_is_refused_with_what_it_was() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoOptions.DEFAULT.collection("a$b"))
                .withMessageContaining("a$b");
        assertThatIllegalArgumentException().isThrownBy(() -> MongoOptions.DEFAULT.collection("system.users"));
        assertThatIllegalArgumentException().isThrownBy(() -> MongoOptions.DEFAULT.collection(" "));
    }
}
