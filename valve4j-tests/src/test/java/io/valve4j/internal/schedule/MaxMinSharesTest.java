package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Stage.MILLI;
import static io.valve4j.internal.schedule.Stage.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.valve4j.Rate;
import io.valve4j.internal.schedule.MaxMin.Claim;
import io.valve4j.internal.schedule.Simulation.Client;
import io.valve4j.internal.schedule.Simulation.Durations;
import io.valve4j.internal.schedule.Simulation.Phases;
import io.valve4j.testkit.Seeds;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What users receive over 20 seconds, next to the max-min shares computed by hand of what there was: N workers' time, or the
 * permits of the rate. Where all always wait, the promise makes the margin: one gap. Else it is 3 % of what there was.
 */
class MaxMinSharesTest {

    private static final long LASTS = 20 * SECOND;
    private static final double MARGIN = 0.03;

    /** Jobs long enough to matter and short enough that 20 seconds have many. */
    private static final Durations ANY = (seen, job) -> seen.random().nextLong(MILLI, 40 * MILLI);

    @Test
    void water_fills_up_to_each_ceiling() {
        assertThat(MaxMin.shares(
                        100, List.of(new Claim("a", 1, 10), new Claim("b", 1, 1_000), new Claim("c", 2, 1_000))))
                .containsOnly(entry("a", 10.0), entry("b", 30.0), entry("c", 60.0));
    }

    @Test
    void who_always_waits_gets_the_share_of_their_weight_but_for_one_gap() {
        Seeds.check("shares by weight", 300, random -> {
            Stage stage = stage(random.nextInt(1, 9), random.split());
            int users = random.nextInt(2, 6);
            for (int i = 0; i < users; i++) {
                stage.user("user" + i, random.nextInt(1, 10), 40, ANY);
            }
            Simulation run = stage.play(Discipline.FAIR);
            double widest = run.service().pairs().stream()
                    .mapToDouble(ReceivedService.Pair::bound)
                    .max()
                    .orElseThrow();
            Map<String, Double> shares = MaxMin.shares((double) run.elapsed() * stage.workers, unbounded(stage));
            for (Client client : stage.clients()) {
                int weight = client.share().weight();
                assertThat(run.service().received(client.name()) * weight)
                        .as("%s of %s", client.name(), shares)
                        .isCloseTo(shares.get(client.name()), within(widest * weight));
            }
        });
    }

    @Test
    void what_the_capped_and_the_lazy_leave_goes_to_the_others() {
        Seeds.check("caps and demand", 10, random -> {
            Stage stage = stage(random.nextInt(4, 9), random.split());
            stage.add(new Client("one worker", Stage.cap(5, 1), 40, ANY));
            stage.add(new Client("two workers", Stage.cap(5, 2), 40, ANY));
            stage.user("all", 1, 40, ANY);
            stage.user("thrice", 3, 40, ANY);
            long period = random.nextLong(100 * MILLI, 400 * MILLI);
            stage.add(
                    new Client("lazy", Stage.share(1), 1, (seen, job) -> 10 * MILLI).during(new Phases(0, 1, period)));
            Simulation run = stage.play(Discipline.FAIR);
            List<Claim> claims = List.of(
                    new Claim("one worker", 5, run.elapsed()),
                    new Claim("two workers", 5, 2.0 * run.elapsed()),
                    new Claim("all", 1, Double.MAX_VALUE),
                    new Claim("thrice", 3, Double.MAX_VALUE),
                    new Claim("lazy", 1, (double) run.elapsed() / period * 10 * MILLI));
            assertShares(run, claims, (double) run.elapsed() * stage.workers);
        });
    }

    @Test
    void permits_are_shared_like_workers_and_own_rates_are_ceilings() {
        Seeds.check("shares of a rate", 10, random -> {
            Stage stage = stage(random.nextInt(2, 9), random.split());
            stage.rate = Rate.perSecond(200).burst(10);
            Durations quick = (seen, job) -> MILLI / 10;
            stage.add(new Client(
                    "slow", Stage.share(1).with(stage.cell(Rate.perSecond(20).burst(5))), 40, quick));
            stage.add(new Client("costly", Stage.share(2), 40, quick).costing(costs -> costs.nextLong(1, 6)));
            stage.user("free", 1, 40, quick);
            Simulation run = stage.play(Discipline.FAIR);
            double seconds = (double) run.elapsed() / SECOND;
            double nanosPerPermit = (double) stage.workers * SECOND / 200;
            List<Claim> claims = List.of(
                    new Claim("slow", 1, (20 * seconds + 5) * nanosPerPermit),
                    new Claim("costly", 2, Double.MAX_VALUE),
                    new Claim("free", 1, Double.MAX_VALUE));
            assertShares(run, claims, (200 * seconds + 10) * nanosPerPermit);
        });
    }

    @Test
    void first_in_first_out_gives_shares_by_backlog() {
        assertThatThrownBy(() -> assertLongAndShortAreEqual(Discipline.FIFO))
                .hasMessageContaining("of what is to be shared");
    }

    @Test
    void round_robin_gives_shares_by_the_length_of_tasks() {
        assertThatThrownBy(() -> assertLongAndShortAreEqual(Discipline.ROUND_ROBIN))
                .hasMessageContaining("of what is to be shared");
    }

    @Test
    void long_tasks_and_short_ones_are_equal() {
        Simulation run = assertLongAndShortAreEqual(Discipline.FAIR);
        assertThat(run.elapsed()).isGreaterThanOrEqualTo(LASTS);
    }

    private static Simulation assertLongAndShortAreEqual(Discipline.Choice choice) {
        Stage stage = stage(3, new SplittableRandom(7));
        stage.user("long", 1, 40, (seen, job) -> 100 * MILLI);
        stage.user("short", 1, 40, (seen, job) -> MILLI);
        Simulation run = stage.play(choice);
        assertShares(run, unbounded(stage), (double) run.elapsed() * stage.workers);
        return run;
    }

    private static void assertShares(Simulation run, List<Claim> claims, double capacity) {
        Map<String, Double> shares = MaxMin.shares(capacity, claims);
        for (Claim claim : claims) {
            assertThat(run.service().received(claim.user()) * claim.weight() / capacity)
                    .as("%s of what is to be shared", claim.user())
                    .isCloseTo(shares.get(claim.user()) / capacity, within(MARGIN));
        }
    }

    private static List<Claim> unbounded(Stage stage) {
        return stage.clients().stream()
                .map(client -> new Claim(client.name(), client.share().weight(), Double.MAX_VALUE))
                .toList();
    }

    private static Stage stage(int workers, SplittableRandom random) {
        Stage stage = new Stage(random);
        stage.workers = workers;
        stage.dispatches = Integer.MAX_VALUE;
        stage.nanos = LASTS;
        return stage;
    }
}
