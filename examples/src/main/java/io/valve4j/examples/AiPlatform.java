package io.valve4j.examples;

import static io.valve4j.task.TaskOptions.DEFAULT;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * An AI platform: the GPU is shared by weight, tokens are limited per day.
 *
 * <p>A <em>weight</em> is a share relative to others: while both have work, weight 3 gets three times what weight 1 gets, of
 * the GPU's time, not of the number of tasks. A <em>meter</em> is what a quota counts: not calls here but tokens, and each
 * task says how many it costs. A task that does not fit is refused and costs nothing; a smaller one may still fit.
 */
public final class AiPlatform {

    private AiPlatform() {}

    /** Runs it. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("gpu").workers(1).rate(Rate.perSecond(20).burst(1)),
                    Profile.named("free")
                            .shared("gpu", Terms.weight(1))
                            .quota(Quota.perDay(1_000).of("tokens")),
                    Profile.named("pro")
                            .shared("gpu", Terms.weight(3))
                            .quota(Quota.perDay(1_000_000).of("tokens")));
            Limiter fay = valve.limiter("free", "fay");
            Limiter pam = valve.limiter("pro", "pam");

            out.println("one GPU; fay is on free, weight 1; pam is on pro, weight 3");
            out.println("both hand in 8 prompts of 50 tokens while the model loads; the order of turns:");
            CountDownLatch loaded = new CountDownLatch(1);
            ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<?>> prompts = new ArrayList<>();
            prompts.add(valve.limiter("pro", "loader").run(loaded::await));
            for (int i = 0; i < 8; i++) {
                for (Limiter user : List.of(fay, pam)) {
                    prompts.add(user.run(() -> ran.add(user.user()), DEFAULT.cost("tokens", 50)));
                }
            }
            loaded.countDown();
            prompts.forEach(CompletableFuture::join);

            List<String> order = List.copyOf(ran);
            out.println("  " + String.join(" ", order));
            long pams = order.subList(0, 8).stream().filter("pam"::equals).count();
            out.println("of the first 8, while both wait: " + pams + " of pam's, " + (8 - pams) + " of fay's");
            out.println();

            out.println("fay asks for more");
            tokens(out, fay);
            prompt(out, fay, 300);
            prompt(out, fay, 400);
            prompt(out, fay, 300);
            tokens(out, fay);
        }
    }

    private static void prompt(PrintStream out, Limiter user, int tokens) {
        try {
            String reply = user.submit(() -> "answered", DEFAULT.cost("tokens", tokens))
                    .join();
            out.println("  a prompt of " + tokens + " tokens: " + reply);
        } catch (ValveRejectedException refusal) {
            out.println("  a prompt of " + tokens + " tokens: "
                    + refusal.decision().reason() + ", " + refusal.decision().remaining() + " left");
        }
    }

    private static void tokens(PrintStream out, Limiter user) {
        Usage usage = user.usage().get(0);
        out.println("  tokens today: " + usage.used() + " of " + usage.limit() + " used");
    }
}
