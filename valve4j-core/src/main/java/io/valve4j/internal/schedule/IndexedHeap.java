package io.valve4j.internal.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A min-heap from which any element can be taken out, or moved, in O(log n). Elements keep a number while they are in it, and the
 * heap sorts numbers: to move one is to write into arrays, where looking at the elements would be waiting for memory. Each has up
 * to four below it, which are neighbours in memory. Allocates nothing once grown; gives memory back when it is nearly empty.
 */
abstract class IndexedHeap<T> {

    /** The number of an element that is in no heap. */
    static final int ABSENT = -1;

    private static final int SMALLEST = 8;
    private static final int BELOW = 4;

    private int size;

    /** Which numbers stand where; behind the heap's end, those that are free; and in one place more, the one that moves. */
    private int[] numbers = counting(0, SMALLEST + 1, new int[0]);

    /** Where a number stands. */
    private int[] places = counting(0, SMALLEST, new int[0]);

    private @Nullable Object[] elements = new Object[SMALLEST];

    /** Whether what stands at place {@code a} comes before what stands at {@code b}. */
    abstract boolean before(int a, int b);

    abstract int number(T element);

    abstract void number(T element, int number);

    /** An element has come to the end of the heap, or what it is ordered by has changed: for whoever keeps a copy of that. */
    void keyed(int place, T element) {}

    /** What stood at one place stands at another now: for whoever keeps something beside it. */
    void copied(int from, int to) {}

    /** There are so many places now: for whoever keeps something beside them. */
    void resized(int places) {}

    final int size() {
        return size;
    }

    /** How many places there are: one more than there is room for. */
    final int placeCount() {
        return numbers.length;
    }

    final @Nullable T least() {
        return size == 0 ? null : at(0);
    }

    final void add(T element) {
        if (size == elements.length) {
            grow();
        }
        int number = numbers[size];
        elements[number] = element;
        number(element, number);
        keyed(size, element);
        size++;
        up(size - 1);
    }

    final void remove(T element) {
        int number = number(element);
        int gap = places[number];
        size--;
        if (gap != size) {
            copy(size, gap);
            numbers[size] = number;
        }
        elements[number] = null;
        number(element, ABSENT);
        if (gap != size) {
            fill(gap);
        }
        if (elements.length > SMALLEST && size < elements.length / 8) {
            shrink(Math.max(SMALLEST, elements.length / 4));
        }
    }

    /** Takes out everything. */
    final void clear() {
        for (int place = 0; place < size; place++) {
            number(at(place), ABSENT);
            elements[numbers[place]] = null;
        }
        size = 0;
        if (elements.length > SMALLEST) {
            shrink(SMALLEST);
        }
    }

    /** Puts an element in its right place again after its rank has changed. */
    final void moved(T element) {
        int place = places[number(element)];
        keyed(place, element);
        settle(place);
    }

    @SuppressWarnings({"unchecked", "NullAway"
    }) // the numbers in the first `size` places are those of elements of type T
    final T at(int place) {
        return (T) elements[numbers[place]];
    }

    private void grow() {
        int capacity = size * 2;
        numbers = counting(size, capacity + 1, numbers);
        places = counting(size, capacity, places);
        elements = Arrays.copyOf(elements, capacity);
        resized(capacity + 1);
    }

    /** Gives everybody who is left another number, beginning with the first. */
    private void shrink(int capacity) {
        Object[] left = new Object[capacity];
        for (int place = 0; place < size; place++) {
            left[place] = at(place);
            number(at(place), place);
        }
        elements = left;
        numbers = counting(0, capacity + 1, new int[0]);
        places = counting(0, capacity, new int[0]);
        resized(capacity + 1);
    }

    /** The first numbers of an array, and from there on each place's own. */
    private static int[] counting(int from, int capacity, int[] first) {
        int[] all = Arrays.copyOf(first, capacity);
        for (int i = from; i < capacity; i++) {
            all[i] = i;
        }
        return all;
    }

    /**
     * Puts what came from the end of the heap in its right place. That is most often at the end again: so the least below move up
     * without being compared to it, and what is compared is whether it should go up from there (Wegener 1993).
     */
    private void fill(int from) {
        int moving = lift(from);
        int gap = from;
        for (int least = leastBelow(gap); least != ABSENT; least = leastBelow(gap)) {
            copy(least, gap);
            gap = least;
        }
        copy(moving, raised(gap, moving));
    }

    private void settle(int place) {
        if (!up(place)) {
            down(place);
        }
    }

    /** Returns whether it has moved. */
    private boolean up(int from) {
        int moving = lift(from);
        int gap = raised(from, moving);
        copy(moving, gap);
        return gap != from;
    }

    /** Moves a gap up for as long as what moves comes before what is above. Returns where it is then. */
    private int raised(int from, int moving) {
        int gap = from;
        while (gap > 0 && before(moving, (gap - 1) / BELOW)) {
            copy((gap - 1) / BELOW, gap);
            gap = (gap - 1) / BELOW;
        }
        return gap;
    }

    private void down(int from) {
        int moving = lift(from);
        int gap = from;
        for (int least = leastBelow(gap); least != ABSENT && before(least, moving); least = leastBelow(gap)) {
            copy(least, gap);
            gap = least;
        }
        copy(moving, gap);
    }

    /** Leaves a gap at a place, through which others can move. Returns where that one is until it is put into the last gap. */
    private int lift(int place) {
        int aside = numbers.length - 1;
        copy(place, aside);
        return aside;
    }

    private int leastBelow(int place) {
        int first = BELOW * place + 1;
        int end = Math.min(first + BELOW, size);
        int least = first < end ? first : ABSENT;
        for (int other = first + 1; other < end; other++) {
            if (before(other, least)) {
                least = other;
            }
        }
        return least;
    }

    private void copy(int from, int to) {
        int number = numbers[from];
        numbers[to] = number;
        places[number] = to;
        copied(from, to);
    }
}
