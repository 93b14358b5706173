package io.valve4j.nodes;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import io.valve4j.nodes.Progress.Count;
import io.valve4j.task.TaskOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of several: a process of its own, with a manager on the store that all of them share. Does what it is told, a line of
 * words each, and answers each with a line.
 */
public final class Node {

    private final ValveManager valve;
    private final Progress progress;
    private final boolean untilStopped;
    private final List<Thread> hammering = new ArrayList<>();
    private volatile boolean stopping;

    private Node(ValveManager valve, NodeSettings settings) {
        this.valve = valve;
        this.progress = Progress.in(settings.progress());
        this.untilStopped = settings.daily();
    }

    /** Runs until its input ends. */
    public static void main(String[] arguments) throws Exception {
        NodeSettings settings = NodeSettings.of(List.of(arguments));
        try (ValveManager valve = ValveManager.builder()
                .store(settings.engine().open(settings.address()))
                .time(new FastTime(settings.ahead()))
                .build()) {
            valve.register(settings.profile());
            new Node(valve, settings).obey();
        }
        System.out.println("closed");
    }

    private void obey() throws IOException, InterruptedException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(answer(order.split(" ", -1)));
        }
    }

    private String answer(String[] order) throws InterruptedException {
        return switch (order[0]) {
            case "take" -> said(valve.limiter(order[1]).take());
            case "hammer" -> hammer(order[1], Integer.parseInt(order[2]), Long.parseLong(order[3]));
            case "stop" -> stop();
            case "await" -> await();
            default -> "an order that nobody knows: " + order[0];
        };
    }

    private static String said(Decision decision) {
        Reason reason = decision.reason();
        return reason == null ? "ALLOWED" : reason.name();
    }

    /** Several threads ask from now on, again and again, until they are stopped; or refused, where the quota does not start afresh. */
    private String hammer(String user, int threads, long cost) {
        Limiter limiter = valve.limiter(user);
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> askOnAndOn(limiter, TaskOptions.DEFAULT.cost(cost)));
            hammering.add(thread);
            thread.start();
        }
        return "hammering";
    }

    private void askOnAndOn(Limiter limiter, TaskOptions options) {
        while (!stopping) {
            if (ask(limiter, options) == Reason.QUOTA_EXCEEDED && !untilStopped) {
                return;
            }
        }
    }

    private String stop() throws InterruptedException {
        stopping = true;
        return await();
    }

    private String await() throws InterruptedException {
        for (Thread thread : hammering) {
            thread.join();
        }
        return "ended";
    }

    private @Nullable Reason ask(Limiter limiter, TaskOptions options) {
        progress.add(Count.ASKED, 1);
        Decision decision = limiter.take(options);
        if (decision.allowed()) {
            progress.add(Count.ADMITTED_UNITS, options.calls());
        } else if (decision.reason() == Reason.STORE_UNAVAILABLE) {
            progress.add(Count.UNAVAILABLE, 1);
        }
        progress.add(Count.ANSWERED, 1);
        return decision.reason();
    }
}
