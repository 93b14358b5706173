package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Note;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.event.ValveEvent;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Reservation;
import io.valve4j.quota.Usage;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.QuotaPreview;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.subscription.Tier.UsageOnChange;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The code of the pages on quotas and subscriptions, run. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // as a reader would write it
class PlansPagesTest {

    private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
    private final Page page = new Page();
    private final Mail mail = new Mail();
    private final Model model = new Model();
    private final String prompt = "6 * 7";

    private record Reply(long tokens) {}

    private static final class Model {

        Reply chat(String prompt) {
            return new Reply(prompt.length());
        }
    }

    private final class Page {

        void row(String quota, long used, long held, long remaining, long limit, Optional<Instant> resetsAt) {
            shown.add(quota + " " + used + "/" + limit);
            shown.add(held + " held, " + remaining + " left, next at " + resetsAt);
        }

        void row(QuotaPreview preview) {
            shown.add(preview.quota());
        }

        void banner(String sentence, List<Note> notes) {
            shown.add(sentence + notes);
        }
    }

    private final class Mail {

        void send(String user, String text) {
            shown.add(user + ": " + text);
        }
    }

    private void log(String line) {
        shown.add(line);
    }

    private static Profile pro() {
        return Profile.named("pro")
                .shared("api")
                .quota(Quota.perDay(10_000).in(ZoneId.of("Europe/Rome"))) // calls, by Rome's calendar
                .quota(Quota.every(Period.ofMonths(1), 200_000)) // from the day of the first bill
                .quota(Quota.perDay(2_000_000).of("tokens")) // another meter
                .quota(Quota.perMonth(50).of("exports").asSoft().notifyAt(50, 100)); // admits beyond, and says so
    }

    private ValveManager.Builder listening() {
        return
        // spotless:off
        ValveManager.builder().listener(event -> {
            if (event instanceof ValveEvent.ThresholdPassed passed) {
                mail.send(passed.user(), passed.quota() + " is at " + passed.percent() + " %");
            }
        });
        // spotless:on
    }

    private ValveManager valve() {
        ValveManager valve = listening().callbackExecutor(Runnable::run).build();
        valve.register(
                Resource.named("api"),
                pro(),
                Profile.named("free").shared("api").quota(Quota.perDay(10)),
                Profile.named("max").shared("api").quota(Quota.perDay(100_000)));
        return valve;
    }

    @Test
    void quotas() {
        try (ValveManager valve = valve()) {
            valve.subscriptions().create("ada", "pro", Duration.ofDays(30));
            Limiter ada = valve.limiter("ada");

            ada.submit(() -> model.chat(prompt), TaskOptions.DEFAULT.cost("tokens", 512));
            ada.take(TaskOptions.DEFAULT
                    .cost(3)
                    .idempotencyKey("order-4711")); // repeated after a lost answer: counted once
            ada.take(TaskOptions.DEFAULT.cost("exports", 25));

            try (Reservation held = ada.reserve("tokens", 4_000)) {
                Reply reply = model.chat(prompt);
                held.commit(reply.tokens());
            }

            for (Usage usage : ada.usage()) {
                page.row(usage.quota(), usage.used(), usage.held(), usage.remaining(), usage.limit(), usage.resetsAt());
            }
            Decision decision = ada.peek(); // as take() would answer; takes nothing
            page.banner(decision.explain(), decision.notes());
        }
        assertThat(shown)
                .contains(
                        "ada: exports-per-month is at 50 %",
                        "calls-per-day 5/10000",
                        "calls-every-P1M 5/200000",
                        "tokens-per-day 517/2000000",
                        "exports-per-month 25/50");
    }

    @Test
    void subscriptions() {
        try (ValveManager valve = valve()) {
            Subscriptions shop = valve.subscriptions().by("web shop", "order 4711"); // for the audit
            shop.create(
                    "ada",
                    "pro",
                    SubscriptionOptions.lasting(Duration.ofDays(30))
                            .grace(Duration.ofDays(3))
                            .in("Europe/Rome"));
            Limiter ada = valve.limiter("ada"); // may be had before, and follows every change
            Instant endOfMonth = Instant.now().plus(Duration.ofDays(20));

            Subscriptions support = valve.subscriptions().by("eve of support", "ticket 99");
            support.grant("ada", "calls-per-day", 500, endOfMonth); // on top; what ends first is used first
            support.overrideQuota("ada", "tokens-per-day", 5_000_000); // instead; 0 blocks, UNLIMITED lifts
            support.clearOverride("ada", "tokens-per-day");
            support.resetUsage("ada");

            shop.preview("ada", "max", UsageOnChange.KEEP)
                    .forEach(page::row); // before and after, quota by quota; changes nothing
            shop.changeProfile("ada", "max"); // now; quotas of the same name go on with the same count
            shop.changeProfileAtTermEnd("ada", "free", UsageOnChange.KEEP); // later, by itself
            shop.undoProfileChange("ada"); // until it has come
            assertThat(ada.peek().profile()).isEqualTo("max");

            shop.pause("ada"); // refuses new work; what was accepted runs
            shop.resume("ada");
            shop.cancelAtTermEnd("ada"); // and undoCancel until then
            shop.cancel("ada"); // now: what waits is handed back, its charges given back

            for (AuditEvent event : valve.subscriptions().audit("ada")) {
                log(event.at() + " " + event.actor() + ": " + event.action() + ", " + event.detail());
            }
        }
        assertThat(shown).contains("calls-per-day", "tokens-per-day").hasSize(16);
    }
}
