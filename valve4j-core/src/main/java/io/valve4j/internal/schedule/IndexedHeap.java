package io.valve4j.internal.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary min-heap whose elements know their place, so that any of them can be moved or taken out in O(log n). Allocates
 * nothing once grown; gives memory back when it is nearly empty.
 */
abstract class IndexedHeap<T> {

    /** The place of an element that is in no heap. */
    static final int ABSENT = -1;

    private static final int SMALLEST = 8;

    private @Nullable Object[] elements = new Object[SMALLEST];
    private int size;

    /** Whether {@code a} comes before {@code b}. */
    abstract boolean before(T a, T b);

    abstract int place(T element);

    abstract void place(T element, int place);

    final int size() {
        return size;
    }

    final @Nullable T least() {
        return size == 0 ? null : at(0);
    }

    final void add(T element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, size * 2);
        }
        size++;
        up(size - 1, element);
    }

    final void remove(T element) {
        int gap = place(element);
        place(element, ABSENT);
        size--;
        T last = at(size);
        elements[size] = null;
        if (gap != size) {
            settle(gap, last);
        }
        if (elements.length > SMALLEST && size < elements.length / 8) {
            elements = Arrays.copyOf(elements, elements.length / 4 < SMALLEST ? SMALLEST : elements.length / 4);
        }
    }

    /** Takes out everything. */
    final void clear() {
        for (int i = 0; i < size; i++) {
            place(at(i), ABSENT);
        }
        elements = new Object[SMALLEST];
        size = 0;
    }

    /** Puts an element in its right place again after its rank has changed. */
    final void moved(T element) {
        settle(place(element), element);
    }

    private void settle(int gap, T element) {
        if (gap > 0 && before(element, at((gap - 1) / 2))) {
            up(gap, element);
        } else {
            down(gap, element);
        }
    }

    private void up(int gap, T element) {
        int hole = gap;
        while (hole > 0) {
            int parent = (hole - 1) / 2;
            if (!before(element, at(parent))) {
                break;
            }
            put(hole, at(parent));
            hole = parent;
        }
        put(hole, element);
    }

    private void down(int gap, T element) {
        int hole = gap;
        while (2 * hole + 1 < size) {
            int child = 2 * hole + 1;
            if (child + 1 < size && before(at(child + 1), at(child))) {
                child++;
            }
            if (!before(at(child), element)) {
                break;
            }
            put(hole, at(child));
            hole = child;
        }
        put(hole, element);
    }

    private void put(int index, T element) {
        elements[index] = element;
        place(element, index);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the first `size` places hold elements of type T
    private T at(int index) {
        return (T) elements[index];
    }
}
