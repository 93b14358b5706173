package io.valve4j.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Counts the workers of a resource that are free, by taking them all. */
final class Workers {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Workers() {}

    static int free(Limiter limiter, int most) {
        List<Permit> held = new ArrayList<>();
        try {
            for (int i = 0; i <= most; i++) {
                Optional<Permit> permit = limiter.tryAcquire();
                if (permit.isEmpty()) {
                    break;
                }
                held.add(permit.get());
            }
            return held.size();
        } finally {
            held.forEach(Permit::close);
        }
    }

    /** Waits until that many are free; containers complete requests a moment after their clients have gone. */
    static void awaitFree(Limiter limiter, int expected) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int free;
        do {
            LockSupport.parkNanos(1_000_000);
            free = free(limiter, expected);
        } while (free != expected && System.nanoTime() - deadline < 0);
        assertThat(free).as("free workers").isEqualTo(expected);
    }
}
