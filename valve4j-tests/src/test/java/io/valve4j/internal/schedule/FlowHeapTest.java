package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the heap copies is what its users have, whatever they go through. */
class FlowHeapTest {

    private static final Comparator<Flow> ORDER =
            Comparator.<Flow>comparingDouble(flow -> flow.rank).thenComparingLong(flow -> flow.lastServed);

    @Test
    void the_least_is_that_of_a_list_that_is_looked_through() {
        Seeds.check("the least by rank, then by turn", 200, random -> {
            FlowHeap heap = new FlowHeap();
            List<Flow> model = new ArrayList<>();
            for (int turn = 0; turn < 300; turn++) {
                step(random, turn, heap, model);
                assertThat(heap.least()).isSameAs(model.stream().min(ORDER).orElse(null));
            }
        });
    }

    private static void step(SplittableRandom random, int turn, FlowHeap heap, List<Flow> model) {
        int choice = random.nextInt(20);
        if (model.isEmpty() || choice < 9) {
            Flow added = new Flow("user-" + turn, Share.ALONE);
            rank(random, turn, added);
            model.add(added);
            heap.add(added);
        } else if (choice < 14) {
            heap.remove(model.remove(random.nextInt(model.size())));
        } else if (choice < 18) {
            Flow changed = model.get(random.nextInt(model.size()));
            rank(random, turn, changed);
            heap.moved(changed);
        } else if (choice < 19) {
            heap.lower(2);
        } else {
            heap.clear();
            model.clear();
        }
    }

    /** Few ranks, so that many are equal. */
    private static void rank(SplittableRandom random, int turn, Flow flow) {
        flow.rank = random.nextInt(5);
        flow.lastServed = turn;
    }

    @Test
    void what_is_taken_off_every_rank_is_taken_off_the_users_too() {
        FlowHeap heap = new FlowHeap();
        Flow flow = new Flow("ada", Share.ALONE);
        flow.rank = 5;
        heap.add(flow);
        heap.lower(3);
        assertThat(flow.rank).isEqualTo(2);
    }
}
