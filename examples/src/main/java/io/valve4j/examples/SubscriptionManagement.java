package io.valve4j.examples;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionException;
import io.valve4j.subscription.Subscriptions;
import java.io.PrintStream;
import java.time.Duration;

/**
 * The life of a subscription: created, extended, given a larger quota, its usage reset, cancelled; and who did what.
 *
 * <p>A <em>subscription</em> is a user's term on a profile. Each change is one atomic step together with its <em>audit</em>
 * event, and the limiter follows at once: nobody has to fetch a new one. {@code by(actor, reason)} says on whose behalf.
 */
public final class SubscriptionManagement {

    private SubscriptionManagement() {}

    /** Runs it. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(Profile.named("pro")
                    .dedicated(Resource.each().rate(Rate.perSecond(1_000)))
                    .quota(Quota.lifetime(3).named("exports")));
            Subscriptions shop = valve.subscriptions().by("web shop", "order 4711");
            Subscriptions support = valve.subscriptions().by("eve of support", "ticket 99");
            Limiter ada = valve.limiter("ada"); // a limiter may be had before there is a subscription

            out.println("profile pro: 3 exports");
            export(out, "before she subscribes", ada);

            Subscription term = shop.create("ada", "pro", Duration.ofDays(30));
            out.println();
            out.println("create, 30 days");
            export(out, "export 1", ada);
            export(out, "export 2", ada);
            export(out, "export 3", ada);
            export(out, "export 4", ada);

            Subscription longer = shop.extend("ada", Duration.ofDays(30));
            Duration gained = Duration.between(term.endsAt(), longer.endsAt());
            out.println();
            out.println("extend by 30 days: it ends " + gained.toDays() + " days later, and has no more exports");
            export(out, "export 4", ada);

            support.overrideQuota("ada", "exports", 4);
            out.println();
            out.println("overrideQuota to 4: a limit of her own (0 would block, UNLIMITED would lift)");
            export(out, "export 4", ada);
            export(out, "export 5", ada);

            support.resetUsage("ada");
            out.println();
            out.println("resetUsage: all counters start afresh, her own limit stays");
            export(out, "export 1", ada);
            try {
                shop.create("ada", "pro", Duration.ofDays(30));
            } catch (SubscriptionException refusal) {
                out.println("creating another one: " + refusal.problem());
            }

            shop.cancel("ada");
            out.println();
            out.println("cancel");
            export(out, "export 2", ada);

            out.println();
            out.println("the audit");
            for (AuditEvent event : valve.subscriptions().audit("ada")) {
                out.printf("  %d  %-16s  by %s: %s%n", event.revision(), event.action(), event.actor(), event.reason());
            }
        }
    }

    private static void export(PrintStream out, String what, Limiter limiter) {
        Decision decision = limiter.take();
        out.printf(
                "  %-21s  %s%n",
                what,
                decision.allowed()
                        ? "allowed, " + limiter.usage().get(0).remaining() + " left"
                        : "refused, " + decision.reason());
    }
}
