package io.valve4j.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import io.valve4j.store.TransientStoreException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Only what may be sent again, and counts once, is said to be transient. */
class FailuresTest {

    private static RuntimeException of(MongoException failure) {
        return Failures.of("to charge user ada", Duration.ofMillis(250), failure);
    }

    @Test
    void a_broken_connection_and_a_failover_are_transient() {
        MongoException elected = new MongoException(10107, "not primary");
        elected.addLabel("RetryableWriteError");
        assertThat(of(new MongoSocketReadException("broken", new ServerAddress())))
                .isInstanceOf(TransientStoreException.class)
                .hasMessageContaining("to charge user ada");
        assertThat(of(elected)).isInstanceOf(TransientStoreException.class);
        assertThat(of(new MongoException(112, "WriteConflict"))).isInstanceOf(TransientStoreException.class);
    }

    @Test
    void what_took_too_long_is_not_and_says_how_long_it_could_take() {
        assertThat(of(new MongoTimeoutException("no server")))
                .isInstanceOf(MongoStoreException.class)
                .hasMessageContaining("within 250 ms");
        assertThat(of(new MongoOperationTimeoutException("late"))).isInstanceOf(MongoStoreException.class);
    }

    @Test
    void an_interrupt_says_nothing_about_the_server_and_the_guard_sees_that_by_its_cause() {
        assertThat(of(new MongoInterruptedException("interrupted", new InterruptedException())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("interrupted")
                .hasCauseInstanceOf(InterruptedException.class)
                .hasRootCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void a_refusal_is_not() {
        assertThat(of(new MongoException(13, "Unauthorized"))).isInstanceOf(MongoStoreException.class);
    }
}
