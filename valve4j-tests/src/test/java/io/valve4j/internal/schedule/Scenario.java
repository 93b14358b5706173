package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Stage.MILLI;
import static io.valve4j.internal.schedule.Stage.SECOND;

import io.valve4j.Rate;
import io.valve4j.internal.schedule.Simulation.Change;
import io.valve4j.internal.schedule.Simulation.Client;
import io.valve4j.internal.schedule.Simulation.Durations;
import io.valve4j.internal.schedule.Simulation.Phases;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Users and adversaries: how long a job takes is chosen once it runs, by somebody who sees who is ahead. */
enum Scenario {
    LONG_AGAINST_SHORT {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            stage.user("long", 1, 300, (seen, job) -> 100 * MILLI);
            stage.user("short", 1, 30, (seen, job) -> MILLI);
        }
    },
    BIMODAL {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 6);
            for (int i = 0; i < 4; i++) {
                stage.user("user" + i, 1, 40, (seen, job) -> seen.random().nextInt(10) == 0 ? 200 * MILLI : MILLI);
            }
        }
    },
    LONG_FOR_WHO_IS_AHEAD {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            Durations spiteful = (seen, job) -> seen.isAhead(job.user) ? 100 * MILLI : MILLI / 1_000;
            stage.user("f", 1, 50, spiteful);
            stage.user("g", 1, 50, spiteful);
        }
    },
    PHASES_FLIP {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            stage.earlyEnds = 0.1;
            long period = stage.random.nextLong(10 * MILLI, 2 * SECOND);
            stage.user("day", 1, 20, (seen, job) -> seen.elapsed() / period % 2 == 0 ? 80 * MILLI : MILLI);
            stage.user("night", 1, 20, (seen, job) -> seen.elapsed() / period % 2 == 1 ? 80 * MILLI : MILLI);
        }
    },
    WEIGHTS_1_TO_4 {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            stage.user("light", 1, 40, (seen, job) -> seen.random().nextLong(1, 50 * MILLI));
            stage.user("heavy", 4, 40, (seen, job) -> seen.random().nextLong(1, 50 * MILLI));
        }
    },
    WEIGHTS_1_TO_100 {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            stage.user("light", 1, 40, (seen, job) -> seen.random().nextLong(1, 50 * MILLI));
            stage.user("heavy", 100, 40, (seen, job) -> seen.random().nextLong(1, 5 * MILLI));
        }
    },
    RATE_BOUND {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            stage.rate = Rate.perSecond(100).burst(5);
            stage.add(new Client("cheap", Stage.share(1), 40, (seen, job) -> MILLI / 10));
            stage.add(new Client("costly", Stage.share(2), 40, (seen, job) -> MILLI / 10)
                    .costing(random -> random.nextLong(1, 6)));
        }
    },
    RATE_BOUND_THEN_WORKER_BOUND {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            stage.rate = Rate.perSecond(100).burst(10);
            Durations phased = (seen, job) -> seen.elapsed() / (2 * SECOND) % 2 == 0 ? MILLI / 10 : 500 * MILLI;
            stage.user("a", 1, 30, phased);
            stage.user("b", 1, 30, phased);
            stage.user("c", 3, 30, (seen, job) -> MILLI);
        }
    },
    CAPPED {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(3, 9);
            Durations any = (seen, job) -> seen.random().nextLong(1, 60 * MILLI);
            stage.add(new Client("one", Stage.cap(1, 1), 20, any));
            stage.add(new Client("two", Stage.cap(2, 2), 20, any));
            stage.user("all", 1, 20, any);
            stage.user("also", 1, 20, (seen, job) -> MILLI);
        }
    },
    OWN_RATES {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 5);
            Durations any = (seen, job) -> seen.random().nextLong(1, 40 * MILLI);
            stage.add(new Client(
                    "slow", Stage.share(1).with(stage.cell(Rate.perSecond(20).burst(3))), 20, any));
            stage.add(new Client("slower", Stage.share(1).with(stage.cell(Rate.perSecond(7))), 20, any));
            stage.user("free", 1, 20, any);
        }
    },
    COME_AND_GO {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 7);
            stage.earlyEnds = 0.05;
            Durations any = (seen, job) -> seen.random().nextInt(4) == 0 ? 100 * MILLI : 2 * MILLI;
            stage.user("always", 1, 20, any);
            for (int i = 0; i < 4; i++) {
                stage.add(new Client("guest" + i, Stage.share(1 + i), 10, any)
                        .during(new Phases(
                                stage.random.nextLong(SECOND),
                                stage.random.nextLong(1, SECOND),
                                stage.random.nextLong(1, SECOND))));
            }
        }
    },
    ONE_ALONE_FOR_AN_HOUR {
        @Override
        void fill(Stage stage) {
            stage.workers = 2;
            stage.dispatches = 40_000;
            long hour = 3_600 * SECOND;
            long tenth = 100 * MILLI;
            stage.add(new Client("sleeper", Stage.share(1), 1, (seen, job) -> 2 * hour)
                    .during(new Phases(0, 1, 3 * hour)));
            stage.user("alone", 1, 20, (seen, job) -> tenth);
            stage.add(
                    new Client("late", Stage.share(1), 20, (seen, job) -> tenth).during(new Phases(hour, hour, hour)));
        }

        @Override
        int rounds() {
            return 1;
        }
    },
    PENDULUM {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            stage.dispatches = 40 * stage.workers;
            int[] weights = {1, 4, 100};
            int first = weights[stage.random.nextInt(3)];
            int second = weights[stage.random.nextInt(3)];
            Durations swing = new Pendulum(stage.workers, 100 * MILLI, Map.of("first", first, "second", second));
            stage.user("first", first, 20, swing);
            stage.user("second", second, 20, swing);
        }
    },
    HELD_UNTIL_THE_RATE_SHARE_IS_REACHED {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(6, 12);
            stage.rate = Rate.perSecond(1_000).burst(stage.workers);
            stage.user("holds", 1, 40, (seen, job) -> stage.workers * MILLI - 1);
            stage.user("passes", 1, 40, (seen, job) -> 0);
        }
    },
    NO_TIME_AT_ALL {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 4);
            stage.user("nothing", 1, 20, (seen, job) -> 0);
            stage.user("little", 1, 20, (seen, job) -> stage.random.nextLong(3_000));
        }
    },
    LEAVES_AS_SOON_AS_SERVED {
        @Override
        void fill(Stage stage) {
            stage.workers = 1;
            stage.user("stays", 1, 20, (seen, job) -> MILLI);
            long lasting = stage.random.nextLong(50 * MILLI, 200 * MILLI);
            stage.add(new Client("comes back", Stage.share(1), 1, (seen, job) -> lasting)
                    .during(new Phases(0, 1, lasting + 3 * MILLI)));
        }
    },
    RESOURCE_AND_USER_RATES {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            stage.rate = Rate.perSecond(200).burst(10);
            Durations any = (seen, job) -> seen.random().nextLong(1, 30 * MILLI);
            stage.add(new Client(
                            "slow",
                            Stage.share(1).with(stage.cell(Rate.perSecond(15).burst(6))),
                            20,
                            any)
                    .costing(random -> random.nextLong(1, 4)));
            stage.add(new Client(
                            "slower",
                            Stage.share(3).with(stage.cell(Rate.perSecond(40).burst(6))),
                            20,
                            any)
                    .costing(random -> random.nextLong(1, 6)));
            stage.add(new Client(
                    "capped", Stage.cap(2, 1).with(stage.cell(Rate.perSecond(90).burst(2))), 20, any));
            stage.user("free", 1, 20, any);
        }
    },
    SHORT_QUEUE {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 5);
            stage.slots = stage.random.nextInt(4, 16);
            stage.earlyEnds = 0.05;
            Durations any = (seen, job) -> seen.random().nextLong(1, 40 * MILLI);
            stage.user("hog", 1, 100, any);
            stage.user("second hog", 2, 100, any);
            stage.add(new Client("few", new Share("", 1, Integer.MAX_VALUE, 2, null), 20, any));
            stage.add(new Client("guest", Stage.share(1), 3, any)
                    .during(new Phases(100 * MILLI, 200 * MILLI, 150 * MILLI)));
        }
    },
    LIVE_CHANGES {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 9);
            stage.rate = Rate.perSecond(300).burst(20);
            Durations any = (seen, job) -> seen.isAhead(job.user) ? 60 * MILLI : MILLI;
            for (int i = 0; i < 3; i++) {
                stage.user("user" + i, 1 + i, 20, any);
            }
            long at = 0;
            for (int i = 0; i < 40; i++) {
                at += stage.random.nextLong(1, 200 * MILLI);
                stage.add(new Change(at, change(stage.random.split())));
            }
        }

        private Consumer<Simulation> change(SplittableRandom random) {
            String user = "user" + random.nextInt(3);
            Share share = Stage.cap(random.nextInt(1, 20), random.nextInt(1, 5));
            return switch (random.nextInt(4)) {
                case 0 -> run -> run.changeWorkers(random.nextInt(1, 9));
                case 1 ->
                    run -> run.changeRate(
                            Rate.perSecond(random.nextLong(50, 2_000)).burst(random.nextLong(1, 30)));
                case 2 -> run -> run.changeRate(Rate.UNLIMITED);
                default -> run -> run.changeShare(user, share);
            };
        }
    },
    RANDOM_MIX {
        @Override
        void fill(Stage stage) {
            stage.workers = stage.random.nextInt(1, 12);
            stage.earlyEnds = stage.random.nextInt(3) * 0.1;
            if (stage.random.nextBoolean()) {
                stage.rate = Rate.of(stage.random.nextLong(10, 2_000), Duration.ofSeconds(1))
                        .burst(stage.random.nextLong(5, 50));
            }
            int users = stage.random.nextInt(2, 7);
            for (int i = 0; i < users; i++) {
                stage.randomUser("user" + i);
            }
        }
    };

    abstract void fill(Stage stage);

    Simulation play(SplittableRandom random, Discipline.Choice choice) {
        Stage stage = new Stage(random);
        fill(stage);
        return stage.play(choice);
    }

    int rounds() {
        return 20;
    }
}
