package io.valve4j.examples;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.QuotaPreview;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionException;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.subscription.Tier.UsageOnChange;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The life of a subscription: created, extended, given more, paused, moved to another profile, cancelled; and who did what.
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
            valve.register(
                    Profile.named("pro")
                            .dedicated(Resource.each().rate(Rate.perSecond(1_000)))
                            .quota(Quota.lifetime(3).named("exports")),
                    Profile.named("max")
                            .dedicated(Resource.each().rate(Rate.perSecond(5_000)))
                            .quota(Quota.lifetime(10).named("exports")));
            Subscriptions shop = valve.subscriptions().by("web shop", "order 4711");
            Subscriptions support = valve.subscriptions().by("eve of support", "ticket 99");
            Limiter ada = valve.limiter("ada"); // a limiter may be had before there is a subscription

            out.println("profile pro: 3 exports; profile max: 10");
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

            support.clearOverride("ada", "exports");
            support.grant("ada", "exports", 2);
            out.println();
            out.println("clearOverride, and grant 2: on top of what the profile gives");
            export(out, "export 2", ada);

            shop.pause("ada");
            out.println();
            out.println("pause: refuses what is new, and leaves what was accepted; the term goes on");
            export(out, "export 3", ada);
            shop.resume("ada");

            out.println();
            for (QuotaPreview preview : shop.preview("ada", "max", UsageOnChange.KEEP)) {
                out.println("preview of max: " + preview.quota() + " left now " + left(preview.before()) + ", then "
                        + left(preview.after()));
            }
            shop.changeProfile("ada", "max");
            out.println("changeProfile to max: what she used counts there too");
            export(out, "export 3", ada);

            shop.cancel("ada");
            out.println();
            out.println("cancel");
            export(out, "export 4", ada);

            out.println();
            out.println("the audit");
            for (AuditEvent event : valve.subscriptions().audit("ada")) {
                out.printf(
                        "  %2d  %-16s  by %s: %s%n", event.revision(), event.action(), event.actor(), event.reason());
            }
        }
    }

    private static String left(@Nullable Usage usage) {
        return usage == null ? "none" : String.valueOf(usage.remaining());
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
