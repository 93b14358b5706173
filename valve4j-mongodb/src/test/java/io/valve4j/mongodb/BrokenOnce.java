package io.valve4j.mongodb;

import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A database whose connection breaks at one of its next writes: before that is done, or after it. */
final class BrokenOnce {

    private static final Set<String> WRITES =
            Set.of("findOneAndUpdate", "replaceOne", "updateOne", "insertOne", "deleteOne");

    private final boolean done;
    private final AtomicInteger writesToCome;

    private final Runnable meanwhile;

    private BrokenOnce(int write, boolean done, Runnable meanwhile) {
        writesToCome = new AtomicInteger(write);
        this.done = done;
        this.meanwhile = meanwhile;
    }

    /**
     * Such a database.
     *
     * @param write which write fails: 1 for the first
     * @param done whether it is done before it fails
     */
    static MongoDatabase at(MongoDatabase database, int write, boolean done) {
        return at(database, write, done, () -> {});
    }

    /** The same, where something happens between the failure and what its caller does about it. */
    static MongoDatabase at(MongoDatabase database, int write, boolean done, Runnable meanwhile) {
        BrokenOnce fault = new BrokenOnce(write, done, meanwhile);
        return fault.around(MongoDatabase.class, database);
    }

    private <T> T around(Class<T> type, T behind) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    boolean breaks = WRITES.contains(method.getName()) && writesToCome.decrementAndGet() == 0;
                    if (breaks && !done) {
                        meanwhile.run();
                        throw broken();
                    }
                    Object result;
                    try {
                        result = method.invoke(behind, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                    if (breaks) {
                        meanwhile.run();
                        throw broken();
                    }
                    if (result instanceof MongoCollection<?> collection) {
                        return around(MongoCollection.class, collection);
                    }
                    return result instanceof MongoDatabase database ? around(MongoDatabase.class, database) : result;
                }));
    }

    private static MongoSocketReadException broken() {
        return new MongoSocketReadException("broken on purpose", new ServerAddress());
    }
}
