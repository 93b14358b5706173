package io.valve4j.cli.demo;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ShutdownReport;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A small SaaS: free users share an API, one of them greedily; pro users have valves and quotas of their own. */
final class SaasDemo implements Demo {

    static final int QUIET_USERS = 20;

    private static final int API_RATE = 40;
    private static final int PRO_QUOTA = 150;
    private static final Duration TERM = Duration.ofDays(30);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final int END_MILLIS = 12_000;
    private static final int FRAME_MILLIS = 200;
    private static final long CALL_MILLIS = 40;

    @Override
    public String name() {
        return "saas";
    }

    @Override
    public String summary() {
        return "15 seconds of a small SaaS: noisy, quiet, paying users";
    }

    @Override
    public boolean play(Stage stage) throws InterruptedException {
        stage.say("free plan: all share one API, " + API_RATE + "/s, 4 workers, a queue of 200");
        stage.say("pro plan: everybody has a valve of their own, 25/s, 2 workers; quota " + PRO_QUOTA);
        stage.say(stage.storage().told());
        return stage.storage().with(valve -> {
            try (Script script = new Script()) {
                return new Show(stage, valve, script).play();
            }
        });
    }

    private static Object call() throws InterruptedException {
        Thread.sleep(CALL_MILLIS);
        return "ok";
    }

    private static Object brokenCall() throws IOException {
        throw new IOException("the mail server said no");
    }

    /** One performance. */
    private static final class Show {

        private final Stage stage;
        private final ValveManager valve;
        private final Script script;
        private final Regulars regulars;
        private final Group mallory = Group.of("mallory, free, noisy");
        private final Group quiet = Group.of(QUIET_USERS + " quiet, free");
        private final Group bob = Group.of("bob, free, then pro");
        private final Group ada = Group.of("ada, pro");
        private final Group carol = Group.of("carol, pro, leaves");
        private final List<Group> groups = List.of(mallory, quiet, bob, ada, carol);
        private final List<Customer> customers = new ArrayList<>();

        Show(Stage stage, ValveManager valve, Script script) {
            this.stage = stage;
            this.valve = valve;
            this.script = script;
            this.regulars = new Regulars(valve, TERM);
        }

        boolean play() throws InterruptedException {
            valve.register(
                    Resource.named("api")
                            .rate(Rate.perSecond(API_RATE).burst(4))
                            .workers(4)
                            .queue(200),
                    Profile.named("free").shared("api"),
                    Profile.named("pro")
                            .dedicated(Resource.each()
                                    .rate(Rate.perSecond(25).burst(5))
                                    .workers(2)
                                    .queue(100))
                            .quota(Quota.lifetime(PRO_QUOTA)));
            Customer noisy = subscribed("mallory", "free", mallory);
            Customer adaHerself = subscribed("ada", "pro", ada);
            long usedBefore = regulars.welcome("ada", stage);
            stage.say("");
            ShutdownReport report;
            Usage usage;
            try (Board board = new Board(stage, groups)) {
                freeUsers(board, noisy);
                proUsers(board, adaHerself);
                watch(board, END_MILLIS);
                script.end();
                usage = adaHerself.limiter().usage().get(0);
                report = end(board, noisy);
            }
            script.failure().ifPresent(failure -> {
                throw failure;
            });
            SaasSummary summary = new SaasSummary(groups, mallory, quiet, ada);
            stage.say("");
            stage.sayAll(summary.lines());
            return summary.checks(stage, usage, usedBefore, report);
        }

        private Customer subscribed(String user, String plan, Group group) {
            regulars.subscribe(user, plan);
            Customer customer = new Customer(valve.limiter(user), group.tally());
            customers.add(customer);
            return customer;
        }

        private void freeUsers(Board board, Customer noisy) {
            script.at(0, () -> board.tell("mallory asks 120 times a second, three times what the API can do"));
            script.every(100, 0, () -> noisy.ask(12, SaasDemo::call));
            script.at(500, () -> board.tell(QUIET_USERS + " quiet users ask once in 2 s each"));
            for (int i = 0; i < QUIET_USERS; i++) {
                Customer one = subscribed("quiet-" + (i + 1), "free", quiet);
                script.every(2_000, 500 + 100L * i, () -> one.ask(1, SaasDemo::call));
            }
            Customer climber = subscribed("bob", "free", bob);
            script.at(1_000, () -> board.tell("bob asks 20 times a second, more than his share"));
            script.every(50, 1_000, () -> climber.ask(1, SaasDemo::call));
            script.at(3_000, () -> board.tell("bob takes " + climber.takeBack(5) + " of his waiting tasks back"));
            script.at(5_000, () -> {
                valve.subscriptions().by("billing", "upgrade").changeProfile("bob", "pro");
                board.tell("bob upgrades to pro: what waited moves along, from now on he is alone");
            });
        }

        private void proUsers(Board board, Customer adaHerself) {
            script.at(500, () -> board.tell("ada asks 15 times a second on a valve of her own"));
            script.every(200, 500, () -> adaHerself.ask(3, SaasDemo::call));
            script.at(4_000, () -> {
                adaHerself.ask(1, SaasDemo::brokenCall);
                board.tell("one of ada's tasks fails; the next ones run as ever");
            });
            Customer leaver = subscribed("carol", "pro", carol);
            script.at(6_000, () -> {
                leaver.ask(60, SaasDemo::call);
                board.tell("carol hands in 60 tasks at once");
            });
            script.at(7_000, () -> {
                valve.subscriptions().by("carol", "too expensive").cancel("carol");
                board.tell("carol cancels her subscription: what waited is handed back, refunded");
            });
            script.at(8_000, () -> {
                leaver.ask(3, SaasDemo::call);
                board.tell("carol asks three times more, and is refused");
            });
        }

        private static void watch(Board board, int millis) throws InterruptedException {
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < TimeUnit.MILLISECONDS.toNanos(millis)) {
                Thread.sleep(FRAME_MILLIS);
                board.refresh();
            }
        }

        private ShutdownReport end(Board board, Customer late) throws InterruptedException {
            board.tell("the service closes: nothing new, " + DRAIN.toSeconds() + " s for what waits");
            CompletableFuture<ShutdownReport> closing = valve.shutdown(DRAIN);
            late.ask(1, SaasDemo::call);
            while (!closing.isDone()) {
                Thread.sleep(FRAME_MILLIS);
                board.refresh();
            }
            ShutdownReport report = closing.join();
            CompletableFuture<Void> settled = CompletableFuture.allOf(
                    customers.stream().map(Customer::settled).toArray(CompletableFuture[]::new));
            try {
                settled.get(10, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException lost) {
                throw new IllegalStateException("not every task came to an end", lost);
            }
            board.tell("closed: " + report.completed() + " tasks ended, " + report.interrupted() + " interrupted, "
                    + report.unstarted().size() + " handed back");
            return report;
        }
    }
}
