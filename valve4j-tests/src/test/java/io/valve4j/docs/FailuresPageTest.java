package io.valve4j.docs;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Await;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import io.valve4j.event.ValveEvent;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetters;
import io.valve4j.task.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The code of the pages on failures and events, run. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // as a reader would write it
class FailuresPageTest {

    private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
    private final Mail mail = new Mail();
    private final Order order = new Order("bob");

    private record Order(String to) {

        String json() {
            return "{\"to\":\"" + to + "\"}";
        }

        static Order parse(String json) {
            return new Order(json.split("\"", -1)[3]);
        }
    }

    private static final class Mail {

        private final List<Order> sent = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger failures = new AtomicInteger();

        void send(Order order) throws IOException {
            if (failures.getAndDecrement() > 0) {
                throw new IOException("no route to host");
            }
            sent.add(order);
        }
    }

    private void log(String line) {
        logged.add(line);
    }

    @Test
    void a_task_is_tried_again() {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(Profile.named("pro"));
            Limiter ada = valve.limiter("pro", "ada");
            mail.failures.set(2);
            RetryPolicy policy = RetryPolicy.attempts(4)
                    .baseDelay(Duration.ofMillis(200)) // up to 200, 400, 800 ms between attempts
                    .on(IOException.class);
            ada.run(() -> mail.send(order), DEFAULT.retry(policy));
        }
        assertThat(mail.sent).containsExactly(order);
    }

    @Test
    void a_dead_letter_is_replayed() {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(Profile.named("pro"));
            Limiter ada = valve.limiter("pro", "ada");
            mail.failures.set(1);
            ada.run(() -> mail.send(order), DEFAULT.named("send-mail").payload(order.json()));
            Await.until("it has failed", () -> valve.deadLetters().size() == 1);
            valve.deadLetters().handler("send-mail", letter -> {
                mail.send(Order.parse(letter.job().payload().orElseThrow()));
                return null;
            });
            DeadLetters letters = valve.deadLetters();
            for (DeadLetter letter : letters.list(100)) {
                log(letter.job().name() + " of " + letter.origin().user() + ": " + letter.failure());
                letters.replay(letter.id());
            }
        }
        assertThat(mail.sent).containsExactly(order);
        assertThat(Order.parse(order.json())).isEqualTo(order);
        assertThat(logged.get(0))
                .startsWith("send-mail of ada: failed 1 time, last at ")
                .endsWith("\"no route to host\"");
    }

    @Test
    void a_manager_is_patient_listens_and_carries_context() {
        Map<Reason, Long> refusals = new ConcurrentHashMap<>();
        ValveManager.builder().storeRetry(RetryPolicy.attempts(5).baseDelay(Duration.ofMillis(10)));
        ValveManager.builder().listener(event -> {
            if (event instanceof ValveEvent.Refused refused) {
                refusals.merge(refused.decision().reason(), 1L, Long::sum);
            }
        });
        ValveManager.builder().decorator(task -> {
            Map<String, String> context = MDC.getCopyOfContextMap();
            return () -> {
                MDC.setContextMap(context);
                try {
                    task.run();
                } finally {
                    MDC.clear();
                }
            };
        });
        assertThat(refusals).isEmpty();
    }
}
