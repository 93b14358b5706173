package io.valve4j.cli.demo;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.cli.report.Text;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** One user with a valve of her own: within her quota, above it, and after her term. */
final class QuickstartDemo implements Demo {

    private static final Duration TERM = Duration.ofSeconds(3);
    private static final int TASKS = 10;
    private static final int QUOTA = 5;

    @Override
    public String name() {
        return "quickstart";
    }

    @Override
    public String summary() {
        return "one user, 10 tasks, a quota of 5, a term of 3 seconds";
    }

    @Override
    public boolean play(Stage stage) throws InterruptedException {
        return stage.storage().with(valve -> play(stage, valve));
    }

    private static boolean play(Stage stage, ValveManager valve) throws InterruptedException {
        valve.register(Profile.named("pro")
                .dedicated(Resource.each().rate(Rate.perSecond(10)).workers(10).queue(200))
                .quota(Quota.lifetime(QUOTA)));
        Subscription term = subscribed(valve.subscriptions());
        stage.say("profile pro: each user has a valve of their own, 10/s, 10 workers, a queue of 200; quota 5");
        stage.say("ada is on it for " + TERM.toSeconds() + " seconds, and hands in " + TASKS + " tasks");
        stage.say("");
        Limiter ada = valve.limiter("ada");
        boolean held = withinQuota(stage, ada);
        return afterTerm(stage, ada, term) && held;
    }

    /** A new term, also where one of the last time has ended, or has not. */
    private static Subscription subscribed(Subscriptions subscriptions) {
        return subscriptions.find("ada").isPresent()
                ? subscriptions.replace("ada", "pro", SubscriptionOptions.lasting(TERM))
                : subscriptions.create("ada", "pro", TERM);
    }

    private static boolean withinQuota(Stage stage, Limiter ada) {
        AtomicInteger ran = new AtomicInteger();
        List<CompletableFuture<Integer>> accepted = new ArrayList<>();
        List<Decision> refused = new ArrayList<>();
        for (int i = 1; i <= TASKS; i++) {
            int number = i;
            try {
                accepted.add(ada.submit(() -> {
                    ran.incrementAndGet();
                    return number;
                }));
            } catch (ValveRejectedException refusal) {
                refused.add(refusal.decision());
            }
        }
        accepted.forEach(task -> stage.say("task " + task.join() + " ran"));
        for (int i = 0; i < refused.size(); i++) {
            stage.say("task " + (accepted.size() + i + 1) + " was refused: "
                    + refused.get(i).reason());
        }
        stage.say("");
        refused.stream().limit(1).forEach(decision -> stage.say(decision.explain()));
        Usage usage = ada.usage().get(0);
        stage.say("asked " + TASKS + ", ran " + ran + ", refused " + refused.size() + "; usage " + usage.used() + "/"
                + usage.limit());
        stage.say("");
        return ran.get() == QUOTA
                && refused.size() == TASKS - QUOTA
                && usage.used() == QUOTA
                && refused.stream().allMatch(decision -> decision.reason() == Reason.QUOTA_EXCEEDED);
    }

    private static boolean afterTerm(Stage stage, Limiter ada, Subscription term) throws InterruptedException {
        stage.say("now to the end of her term, " + Text.duration(left(term).toNanos()) + " away ...");
        while (left(term).toNanos() > 0) {
            Thread.sleep(left(term).toMillis() + 1);
        }
        Decision decision = ada.take();
        stage.say(decision.explain());
        return decision.reason() == Reason.EXPIRED;
    }

    private static Duration left(Subscription term) {
        return Duration.between(Instant.now(), term.endsAt());
    }
}
