package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IndexedHeapTest {

    @Test
    void an_empty_heap_has_no_least() {
        assertThat(new Heap().least()).isNull();
        assertThat(new Heap().size()).isZero();
    }

    @Test
    void it_behaves_like_a_priority_queue() {
        Seeds.check("the least is that of a PriorityQueue", 200, random -> {
            Heap heap = new Heap();
            PriorityQueue<Element> model = new PriorityQueue<>(Comparator.comparingLong(e -> e.rank));
            List<Element> all = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                step(random, heap, model, all);
                assertThat(heap.size()).isEqualTo(model.size());
                assertThat(heap.least()).isSameAs(model.peek());
            }
        });
    }

    @Test
    void it_gives_memory_back_as_it_empties_and_stays_in_order() {
        Seeds.check("elements leave in order through every size", 10, random -> {
            Heap heap = new Heap();
            List<Element> all = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                Element element = new Element(random.nextLong());
                all.add(element);
                heap.add(element);
            }
            all.sort(Comparator.comparingLong(e -> e.rank));
            for (Element element : all) {
                assertThat(heap.least()).isSameAs(element);
                heap.remove(element);
                assertThat(element.number).isEqualTo(IndexedHeap.ABSENT);
            }
            assertThat(heap.size()).isZero();
        });
    }

    @Test
    void a_cleared_heap_has_let_go_of_all() {
        Heap heap = new Heap();
        List<Element> all = List.of(new Element(3), new Element(1), new Element(2));
        all.forEach(heap::add);
        heap.clear();
        assertThat(heap.least()).isNull();
        assertThat(all).allMatch(element -> element.number == IndexedHeap.ABSENT);
        heap.add(all.get(0));
        assertThat(heap.least()).isSameAs(all.get(0));
    }

    private static void step(SplittableRandom random, Heap heap, PriorityQueue<Element> model, List<Element> all) {
        int choice = random.nextInt(10);
        if (all.isEmpty() || choice < 5) {
            Element added = new Element(random.nextLong());
            all.add(added);
            heap.add(added);
            model.add(added);
            return;
        }
        Element chosen = all.get(random.nextInt(all.size()));
        model.remove(chosen);
        if (choice < 8) {
            all.remove(chosen);
            heap.remove(chosen);
        } else {
            chosen.rank = random.nextLong();
            model.add(chosen);
            heap.moved(chosen);
        }
    }

    private static final class Element {
        long rank;
        int number = IndexedHeap.ABSENT;

        Element(long rank) {
            this.rank = rank;
        }
    }

    private static final class Heap extends IndexedHeap<Element> {
        @Override
        boolean before(int a, int b) {
            return at(a).rank < at(b).rank;
        }

        @Override
        int number(Element element) {
            return element.number;
        }

        @Override
        void number(Element element, int number) {
            element.number = number;
        }
    }
}
