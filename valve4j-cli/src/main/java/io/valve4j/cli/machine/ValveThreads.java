package io.valve4j.cli.machine;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** The platform threads that the library has made in this JVM. */
public final class ValveThreads {

    private static final String PREFIX = "valve4j-";
    private static final long BETWEEN_LOOKS_MILLIS = 20;

    private ValveThreads() {}

    /** How many are alive. Virtual threads are not counted: the JVM does not list them. */
    public static int count() {
        return (int) stacks().count();
    }

    /** How many do something, and do not wait in their pool for something to do. */
    static int countAtWork() {
        return (int) stacks().filter(stack -> Arrays.stream(stack).noneMatch(ValveThreads::isIdle))
                .count();
    }

    private static Stream<StackTraceElement[]> stacks() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith(PREFIX))
                .map(Map.Entry::getValue);
    }

    private static boolean isIdle(StackTraceElement frame) {
        return frame.getClassName().equals(ThreadPoolExecutor.class.getName())
                && frame.getMethodName().equals("getTask");
    }

    /** Waits until none is alive, or the time is up. Returns how many are left. */
    public static int awaitNone(Duration patience) throws InterruptedException {
        return await(ValveThreads::count, patience);
    }

    /** Waits until none does anything, or the time is up. Returns how many still do. */
    public static int awaitIdle(Duration patience) throws InterruptedException {
        return await(ValveThreads::countAtWork, patience);
    }

    private static int await(IntSupplier count, Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        int left = count.getAsInt();
        while (left > 0 && System.nanoTime() - start < patience.toNanos()) {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
            left = count.getAsInt();
        }
        return left;
    }
}
