package io.valve4j;

import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetterQueue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A queue for dead letters in front of another: a place for faults. */
class ForwardingQueue implements DeadLetterQueue {

    private final DeadLetterQueue behind;

    ForwardingQueue(DeadLetterQueue behind) {
        this.behind = behind;
    }

    @Override
    public List<DeadLetter> put(DeadLetter letter) {
        return behind.put(letter);
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        return behind.find(id);
    }

    @Override
    public List<DeadLetter> list(@Nullable String afterId, int most) {
        return behind.list(afterId, most);
    }

    @Override
    public boolean remove(String id) {
        return behind.remove(id);
    }

    @Override
    public long size() {
        return behind.size();
    }

    @Override
    public void close() {
        behind.close();
    }
}
