package io.valve4j.testkit.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The promise of fair turns, by the accounts that replays keep, on the engine as a whole; and that these accounts find a breach. */
class ShareGapTest {

    private static final List<String> USERS = List.of("light", "heavy", "bursty", "late");

    @Test
    void fair_turns_keep_every_pair_within_its_bound() {
        Seeds.check(
                "share gaps under fair turns",
                60,
                random -> assertThat(gaps(random, Turns.FAIR)).isNotEmpty().allMatch(ShareGap::withinBound));
    }

    @Test
    void first_in_first_out_does_not() {
        assertThat(longAgainstShort(Turns.FIFO).withinBound()).isFalse();
    }

    @Test
    void turns_task_by_task_do_not() {
        assertThat(longAgainstShort(Turns.ROUND_ROBIN).withinBound()).isFalse();
        assertThat(longAgainstShort(Turns.FAIR).withinBound()).isTrue();
    }

    /** Tasks of 20 s against tasks of 1 s, as many of each, all at once. */
    private static ShareGap longAgainstShort(Turns turns) {
        List<TrafficRequest> requests = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            requests.add(TrafficRequest.by("heavy").taking(Duration.ofSeconds(20)));
            requests.add(TrafficRequest.by("light").taking(Duration.ofSeconds(1)));
        }
        return TrafficReplay.of(
                        Resource.named("api").workers(2).queue(1_000),
                        Profile.named("free").shared("api"))
                .waitUpTo(TaskOptions.FOREVER)
                .turns(turns)
                .run(requests)
                .shareGap("heavy", "light");
    }

    private static List<ShareGap> gaps(SplittableRandom random, Turns turns) {
        Resource api = Resource.named("api").workers(random.nextInt(1, 9)).queue(100_000);
        TrafficReplay replay = TrafficReplay.of(
                        random.nextBoolean() ? api : api.rate(Rate.perSecond(random.nextInt(1, 40))),
                        Profile.named("free").shared("api"),
                        Profile.named("pro").shared("api", Terms.weight(random.nextInt(1, 101))),
                        Profile.named("capped").shared("api", Terms.EQUAL.workers(random.nextInt(1, 4))))
                .everybodyOn("free")
                .user("heavy", "pro")
                .user("late", "capped")
                .waitUpTo(TaskOptions.FOREVER)
                .turns(turns);
        List<TrafficRequest> requests = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String user = USERS.get(random.nextInt(USERS.size()));
            long longest = user.equals("heavy") ? 60_000 : 2_000;
            requests.add(TrafficRequest.by(user)
                    .after(Duration.ofMillis(
                            user.equals("bursty") ? 5_000L * random.nextInt(8) : random.nextLong(40_000)))
                    .taking(Duration.ofMillis(random.nextLong(longest))));
        }
        return replay.run(requests).shareGaps(USERS);
    }
}
