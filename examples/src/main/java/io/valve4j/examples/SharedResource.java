package io.valve4j.examples;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Three users share one resource of 4 tasks a second, in fair turns.
 *
 * <p>A <em>resource</em> is the scarce thing, a <em>profile</em> says which resources its users reach, and a <em>limiter</em>
 * is one user's handle. Ada comes first and hands in the most, but that buys her nothing: while others wait too, turns go
 * round. Once they have what they asked for, she has the whole rate to herself.
 */
public final class SharedResource {

    private static final List<String> USERS = List.of("ada", "bob", "cyd");

    private SharedResource() {}

    /** Runs it. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** See {@link Example#run}. */
    public static void run(PrintStream out) {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("api")
                            .rate(Rate.perSecond(4).burst(1)), // burst 1: no two at once, even after a rest
                    Profile.named("free").shared("api"));

            out.println("one api for all: 4 calls a second");
            out.println("ada hands in 8 calls, then bob 2, then cyd 2; this is how they start:");
            out.println();
            long start = System.nanoTime();
            List<CompletableFuture<?>> calls = new ArrayList<>();
            calls.addAll(handIn(valve.limiter("free", "ada"), 8, out));
            calls.addAll(handIn(valve.limiter("free", "bob"), 2, out));
            calls.addAll(handIn(valve.limiter("free", "cyd"), 2, out));
            calls.forEach(CompletableFuture::join);

            double seconds = (System.nanoTime() - start) / 1e9;
            out.println();
            out.println("first come, first served would have let bob and cyd wait for all of ada's");
            out.printf("%d calls took %.2f s: the first at once, then one every 0.25 s%n", calls.size(), seconds);
        }
    }

    private static List<CompletableFuture<?>> handIn(Limiter limiter, int count, PrintStream out) {
        String column = " ".repeat(10 * USERS.indexOf(limiter.user()));
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String call = column + limiter.user() + " " + i;
            calls.add(limiter.run(() -> out.println(call)));
        }
        return calls;
    }
}
