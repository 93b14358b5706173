package io.valve4j.examples;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static io.valve4j.task.TaskOptions.waitUpTo;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.quota.Quota;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/**
 * What happens at the edges: slow rates, costs that never fit, quotas of 0, names that nobody knows.
 *
 * <p>Every refusal is a <em>decision</em> with one reason, and {@code explain()} says it in a sentence for a log. Mistakes
 * in the program are exceptions instead, thrown on the spot with the value and how to mend it.
 */
public final class EdgeCases {

    private EdgeCases() {}

    /** Runs it. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("slow").rate(Rate.parse("0.5/min")),
                    Resource.named("small").rate(Rate.perHour(10)),
                    Resource.named("single").workers(1).queue(0),
                    Profile.named("free").shared("slow").shared("small").shared("single"),
                    Profile.named("pro").dedicated(Resource.each()).quota(Quota.perDay(100)));
            Limiter ada = valve.limiter("free", "ada");

            out.println("what happens at the edges, as the valve itself says it");
            question(out, "A rate below one: 0.5 a minute?");
            answer(out, "first: " + answered(ada.take()));
            answer(out, "second: " + ada.take().explain());

            question(out, "A cost above the burst?");
            answer(out, ada.on("small").take(DEFAULT.cost(11)).explain());

            question(out, "A hundred refusals: do they use anything up?");
            for (int i = 0; i < 100; i++) {
                ada.on("small").take(DEFAULT.cost(11));
            }
            answer(out, "no: " + ada.on("small").peek().explain());

            question(out, "A permit that is closed twice, of a single worker?");
            Limiter single = ada.on("single");
            single.tryAcquire().ifPresent(permit -> {
                permit.close();
                permit.close();
            });
            Optional<Permit> one = single.tryAcquire();
            Optional<Permit> two = single.tryAcquire();
            answer(out, "frees its worker once; first: " + had(one) + ", second: " + had(two));
            one.ifPresent(Permit::close);

            question(out, "A task that waits, for an hour, for room in the full resource that it runs on?");
            String answer = single.submit(() -> {
                        try {
                            return single.submit(() -> "ran", waitUpTo(Duration.ofHours(1)))
                                    .join();
                        } catch (ValveRejectedException refusal) {
                            return "refused at once, since it would wait for itself: "
                                    + refusal.decision().reason();
                        }
                    })
                    .join();
            answer(out, answer);

            question(out, "A quota of 0, one without limit, and the profile's again?");
            valve.subscriptions().create("pam", "pro", Duration.ofDays(30));
            Limiter pam = valve.limiter("pam");
            valve.subscriptions().overrideQuota("pam", "calls-per-day", 0);
            answer(out, "0: " + answered(pam.take()));
            valve.subscriptions().overrideQuota("pam", "calls-per-day", Quota.UNLIMITED);
            answer(out, "UNLIMITED: " + answered(pam.take()));
            valve.subscriptions().clearOverride("pam", "calls-per-day");
            answer(out, "cleared: " + pam.take().explain());

            question(out, "Somebody without a subscription, a resource or profile that is not there?");
            answer(out, valve.limiter("eve").take().explain());
            answer(out, ada.on("gpu").take().explain());
            answer(out, valve.limiter("gold", "eve").take().explain());

            question(out, "An id with a line break, meant to forge a line of the log?");
            answer(out, valve.limiter("eve\nroot logged in").take().explain());

            question(out, "Mistakes in the program?");
            mistake(out, () -> valve.limiter(" "));
            mistake(out, () -> Rate.perSecond(0));
            mistake(out, () -> DEFAULT.cost(-1));
            mistake(out, () -> valve.register(Profile.named("gold").shared("gpu")));
        }
    }

    private static String answered(Decision decision) {
        return decision.allowed() ? "allowed" : "refused, " + decision.reason();
    }

    private static String had(Optional<Permit> permit) {
        return permit.isPresent() ? "had" : "not had";
    }

    private static void mistake(PrintStream out, Runnable call) {
        try {
            call.run();
        } catch (IllegalArgumentException mistake) {
            answer(out, String.valueOf(mistake.getMessage()));
        }
    }

    private static void question(PrintStream out, String text) {
        out.println();
        out.println(text);
    }

    private static void answer(PrintStream out, String text) {
        Paragraph.print(out, "-> ", text);
    }
}
