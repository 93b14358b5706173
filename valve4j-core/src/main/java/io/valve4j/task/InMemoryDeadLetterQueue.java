package io.valve4j.task;

import io.valve4j.internal.check.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters in this process's memory, so many at the most. Keeps the tasks themselves too, so that a replay runs the task
 * again. Forgotten at a restart.
 *
 * <p>When it is full, {@link WhenFull} says which letter is not kept; the manager logs it and tells listeners. Thread-safe;
 * never blocks, except for a lock held for one step. Each step costs O(log letters).
 */
public final class InMemoryDeadLetterQueue implements DeadLetterQueue {

    /** How many letters are kept unless another number is chosen. */
    public static final int DEFAULT_CAPACITY = 1_000;

    /** How long the payloads of all letters may be together, in UTF-16 code units; beyond it the queue is full too. */
    public static final long MOST_PAYLOAD = 64_000_000;

    private final int capacity;
    private final WhenFull whenFull;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, DeadLetter> letters = new TreeMap<>();
    private long payload;

    /** Which letter is not kept when there is no room. */
    public enum WhenFull {
        /** The oldest makes room for the new one. */
        DROP_OLDEST,
        /** The new one is not kept. */
        REFUSE_NEW
    }

    /** Room for {@value #DEFAULT_CAPACITY} letters; the oldest makes room. */
    public InMemoryDeadLetterQueue() {
        this(DEFAULT_CAPACITY, WhenFull.DROP_OLDEST);
    }

    /**
     * Room for so many letters.
     *
     * @param capacity 1 to 10,000,000
     */
    public InMemoryDeadLetterQueue(int capacity, WhenFull whenFull) {
        this.capacity = Checks.between("the capacity for dead letters", capacity, 1, 10_000_000);
        this.whenFull = Checks.notNull("what happens when it is full", whenFull);
    }

    @Override
    public List<DeadLetter> put(DeadLetter letter) {
        Checks.notNull("the dead letter", letter);
        lock.lock();
        try {
            drop(letter.id());
            List<DeadLetter> lost = new ArrayList<>(0);
            while (!letters.isEmpty() && !fits(letter)) {
                if (whenFull == WhenFull.REFUSE_NEW) {
                    return List.of(letter);
                }
                lost.add(letters.firstEntry().getValue());
                drop(letters.firstKey());
            }
            letters.put(letter.id(), letter);
            payload += payloadOf(letter);
            return lost;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(DeadLetter letter) {
        return letters.size() < capacity && payload + payloadOf(letter) <= MOST_PAYLOAD;
    }

    private boolean drop(String id) {
        DeadLetter dropped = letters.remove(id);
        payload -= dropped == null ? 0 : payloadOf(dropped);
        return dropped != null;
    }

    private static long payloadOf(DeadLetter letter) {
        return letter.job().payload().map(String::length).orElse(0);
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(letters.get(id));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<DeadLetter> list(@Nullable String afterId, int most) {
        Checks.between("the number of letters to list", most, 1, Integer.MAX_VALUE);
        lock.lock();
        try {
            SortedMap<String, DeadLetter> rest = afterId == null ? letters : letters.tailMap(afterId, false);
            List<DeadLetter> page = new ArrayList<>();
            for (DeadLetter letter : rest.values()) {
                if (page.size() == most) {
                    break;
                }
                page.add(letter);
            }
            return List.copyOf(page);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean remove(String id) {
        lock.lock();
        try {
            return drop(id);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() {
        lock.lock();
        try {
            return letters.size();
        } finally {
            lock.unlock();
        }
    }

    /** Does nothing: what is kept can still be read. */
    @Override
    public void close() {}
}
