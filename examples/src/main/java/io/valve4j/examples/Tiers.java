package io.valve4j.examples;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Two tiers: free users share one resource, premium users have one each.
 *
 * <p>A tier is a <em>profile</em>. With {@code shared} all its users divide one rate among them: the more there are, the less
 * each gets. With {@code dedicated} every user gets a resource of their own, made from a pattern when it is first needed and
 * forgotten when it is idle, so a million premium users cost nothing until they come.
 */
public final class Tiers {

    private Tiers() {}

    /** Runs it. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("common").rate(Rate.perSecond(2)),
                    Profile.named("free").shared("common"),
                    Profile.named("premium").dedicated(Resource.each().rate(Rate.perSecond(10))));

            out.println("free:    all users together 2 tasks a second");
            out.println("premium: each user alone   10 tasks a second");
            out.println("each rate may be used ahead by one second's tasks after a rest: its burst");
            out.println();
            long start = System.nanoTime();
            Map<String, CompletableFuture<?>> users = new LinkedHashMap<>();
            users.put("pam,  premium, 15 tasks", handIn(valve.limiter("premium", "pam"), 15));
            users.put("paul, premium, 15 tasks", handIn(valve.limiter("premium", "paul"), 15));
            users.put("fay,  free,     3 tasks", handIn(valve.limiter("free", "fay"), 3));
            users.put("fred, free,     3 tasks", handIn(valve.limiter("free", "fred"), 3));
            users.forEach((user, done) -> {
                done.join();
                out.printf("%s: done after %.2f s%n", user, (System.nanoTime() - start) / 1e9);
            });

            out.println();
            out.println("pam and paul do not slow each other: 10 at once, 5 more in half a second");
            out.println("fay and fred do: 2 at once, then they take turns, one every half second");
        }
    }

    private static CompletableFuture<?> handIn(Limiter limiter, int count) {
        List<CompletableFuture<?>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(limiter.run(() -> {})); // the work would be done here
        }
        return CompletableFuture.allOf(tasks.toArray(CompletableFuture<?>[]::new));
    }
}
