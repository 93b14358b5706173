package io.valve4j.store;

import io.valve4j.time.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store in a map, shared by as many as are opened on it; fails once if told to. */
class MapCasStore extends CasStore {

    private final Database database;
    private final TimeSource time;
    private final Failure failure;
    private final AtomicBoolean failed = new AtomicBoolean();

    /** What is shared. */
    static final class Database {
        final NavigableMap<String, Document> documents = new ConcurrentSkipListMap<>();
    }

    /** What happens to the first write. */
    enum Failure {
        NONE,
        BEFORE_IT_IS_DONE,
        AFTER_IT_IS_DONE
    }

    MapCasStore(Database database, TimeSource time, Failure failure) {
        this.database = database;
        this.time = time;
        this.failure = failure;
    }

    MapCasStore(Database database, TimeSource time) {
        this(database, time, Failure.NONE);
    }

    @Override
    public Instant now() {
        return time.instant();
    }

    @Override
    protected Document get(String key) {
        return database.documents.get(key);
    }

    @Override
    protected boolean putIfVersion(String key, byte[] bytes, long expectedVersion) {
        boolean fails = failure != Failure.NONE && failed.compareAndSet(false, true);
        if (fails && failure == Failure.BEFORE_IT_IS_DONE) {
            throw new TransientStoreException("failed on purpose", null);
        }
        boolean done = put(key, bytes, expectedVersion);
        if (fails) {
            throw new TransientStoreException("done, and failed on purpose", null);
        }
        return done;
    }

    private boolean put(String key, byte[] bytes, long expectedVersion) {
        Document next = new Document(key, bytes, expectedVersion + 1);
        return database.documents.compute(
                        key,
                        (same, present) -> present == null
                                ? expectedVersion == 0 ? next : null
                                : present.version() == expectedVersion ? next : present)
                == next;
    }

    @Override
    protected List<Document> scan(String afterKey, int most) {
        return database.documents.tailMap(afterKey, false).entrySet().stream()
                .limit(most)
                .map(Map.Entry::getValue)
                .toList();
    }
}
