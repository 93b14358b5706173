package io.valve4j.examples;

import static io.valve4j.task.TaskOptions.DEFAULT;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.TransientStoreException;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.RetryPolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two failures that nobody has to handle by hand: a store that fails for a moment, and a task that fails for good.
 *
 * <p>A <em>store</em> that throws {@link TransientStoreException} is called again, as the manager's retry policy says. A task
 * with a retry policy of its own is tried again too: in between it holds no worker, and it is charged once. One that has no
 * attempt left becomes a <em>dead letter</em>: kept, to be looked at and replayed once its cause is mended.
 */
public final class ErrorHandling {

    private ErrorHandling() {}

    /** Runs it. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) {
        RetryPolicy soon = RetryPolicy.attempts(3).baseDelay(Duration.ofMillis(50));
        try (ValveManager valve = ValveManager.builder()
                .store(new FailsTwice(out))
                .storeRetry(soon)
                .build()) {
            valve.register(
                    Resource.named("mail").workers(2),
                    Profile.named("free").shared("mail").quota(Quota.perDay(100)));
            Limiter ada = valve.limiter("free", "ada");

            out.println("1. a store that fails twice, for a moment");
            out.println("   the task ran: " + ada.submit(() -> "hello").join());
            out.println("   quota used: " + used(ada));
            out.println();

            out.println("2. a task that fails for good");
            AtomicBoolean serverUp = new AtomicBoolean();
            AtomicInteger attempts = new AtomicInteger();
            try {
                ada.submit(
                                () -> {
                                    out.println("   attempt " + attempts.incrementAndGet());
                                    if (!serverUp.get()) {
                                        throw new IOException("mail server is down");
                                    }
                                    return "sent";
                                },
                                DEFAULT.named("invoice 17").retry(soon))
                        .join();
            } catch (CompletionException failure) {
                out.println("   it failed: " + failure.getMessage());
            }
            for (DeadLetter letter : valve.deadLetters().list(10)) {
                out.println("   dead letter: " + letter.job().name() + " of "
                        + letter.origin().user() + ", " + letter.failure().attempts() + " attempts");
            }
            out.println("   quota used: " + used(ada) + ", one call whatever the attempts");
            out.println();

            out.println("3. the server is up again: replay");
            serverUp.set(true);
            for (DeadLetter letter : valve.deadLetters().list(10)) {
                out.println("   replayed: "
                        + valve.deadLetters().replay(letter.id()).join());
            }
            out.println("   dead letters left: " + valve.deadLetters().size());
            out.println("   quota used: " + used(ada) + ", a replay is not charged again");
        }
    }

    private static long used(Limiter limiter) {
        return limiter.usage().get(0).used();
    }

    /** A store as if its database lost two connections: its first two charges fail, and have done nothing. */
    private static final class FailsTwice extends ForwardingStore {

        private final AtomicInteger charges = new AtomicInteger();
        private final PrintStream out;

        FailsTwice(PrintStream out) {
            super(new InMemoryStore());
            this.out = out;
        }

        @Override
        public ChargeResult charge(Charge charge) {
            int number = charges.incrementAndGet();
            if (number <= 2) {
                out.println("   charge " + number + ": connection lost");
                throw new TransientStoreException("connection lost", null);
            }
            return super.charge(charge);
        }
    }
}
