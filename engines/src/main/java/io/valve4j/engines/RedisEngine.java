package io.valve4j.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server of one's own: the binary that Maven brings, or the one that {@value #EXECUTABLE} names. Listens on this machine
 * alone, and keeps its files in a directory that goes with it.
 */
public final class RedisEngine implements AutoCloseable {

    /** The environment variable that names a server which runs already, for {@link #shared()}. */
    public static final String URI = "VALVE4J_TEST_REDIS_URI";

    /** The environment variable that names another redis-server or valkey-server to start. */
    public static final String EXECUTABLE = "VALVE4J_TEST_REDIS_SERVER";

    private static final String HERE = "127.0.0.1";
    private static final int SECONDS_TO_START = 30;

    /** A cluster's nodes talk to each other on a port that lies so much higher. */
    private static final int BUS = 10_000;

    private final int port;
    private final Path directory;
    private final List<String> settings;
    private final Thread end = new Thread(this::close);
    private Process process;

    private RedisEngine(List<String> settings) {
        this.settings = settings;
        port = freePort();
        try {
            directory = Files.createTempDirectory("valve4j-redis");
            process = launch();
        } catch (IOException failure) {
            throw new UncheckedIOException("redis-server could not be started", failure);
        }
        Runtime.getRuntime().addShutdownHook(end);
        awaitAnswer();
    }

    /** One that forgets everything when it ends. */
    public static RedisEngine start() {
        return new RedisEngine(List.of());
    }

    /** One that has every write on disk before it answers, so that it outlives {@link #kill()}. */
    public static RedisEngine startDurable() {
        return new RedisEngine(List.of("--appendonly", "yes", "--appendfsync", "always"));
    }

    /** A node that waits to be made part of a cluster. */
    static RedisEngine startNode() {
        return new RedisEngine(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "5000"));
    }

    /** The address of the one that all tests of this process share, or of the one that the environment names. */
    public static String shared() {
        String given = System.getenv(URI);
        return given == null || given.isBlank() ? Shared.ENGINE.uri() : given;
    }

    /** Where it listens, as {@code redis://host:port}. */
    public String uri() {
        return "redis://" + HERE + ":" + port;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Ends it at once, as a crash would; what it has on disk stays. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Starts it again after {@link #kill()}, on the same port and files. */
    public void restart() {
        try {
            process = launch();
        } catch (IOException failure) {
            throw new UncheckedIOException("redis-server could not be started again", failure);
        }
        awaitAnswer();
    }

    /** Stops it, and deletes its files. Idempotent. */
    @Override
    public void close() {
        if (Thread.currentThread() != end) {
            try {
                Runtime.getRuntime().removeShutdownHook(end);
            } catch (IllegalStateException alreadyEnding) {
                // The hook runs anyway, and finds nothing more to do.
            }
        }
        process.destroyForcibly();
        awaitEnd();
        Directories.delete(directory);
    }

    Jedis connect() {
        return new Jedis(HERE, port, SECONDS_TO_START * 1_000);
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(executable()));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", HERE, "--dir", directory.toString()));
        command.addAll(List.of("--save", "", "--maxmemory-policy", "noeviction"));
        command.addAll(settings);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private static String executable() {
        String given = System.getenv(EXECUTABLE);
        return given == null || given.isBlank() ? Bundled.SERVER.toString() : given;
    }

    private Path log() {
        return directory.resolve("log");
    }

    private void awaitAnswer() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (process.isAlive() && System.nanoTime() < until) {
            try (Jedis jedis = connect()) {
                if (jedis.ping().equals("PONG")) {
                    return;
                }
            } catch (JedisException notYet) {
                pause();
            }
        }
        throw new IllegalStateException("redis-server does not answer on port " + port + ":\n" + logged());
    }

    private String logged() {
        try {
            return Files.readString(log());
        } catch (IOException unreadable) {
            return "(its log cannot be read: " + unreadable + ")";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while redis-server was starting", interrupt);
        }
    }

    private void awaitEnd() {
        try {
            process.waitFor(SECONDS_TO_START, TimeUnit.SECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() {
        while (true) {
            // Below the range from which systems give ports to outgoing connections, so that it stays free while it is
            // down.
            int candidate = ThreadLocalRandom.current().nextInt(15_000, 22_000);
            if (isFree(candidate) && isFree(candidate + BUS)) {
                return candidate;
            }
        }
    }

    private static boolean isFree(int candidate) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), candidate));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static final class Shared {
        static final RedisEngine ENGINE = start();
    }

    /** The binary, unpacked once. */
    private static final class Bundled {
        static final Path SERVER = unpack();

        private static Path unpack() {
            try {
                Path directory = Files.createTempDirectory("valve4j-redis-server");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> Directories.delete(directory)));
                return ExecutableProvider.newJarResourceProvider(directory.toFile())
                        .get()
                        .toPath();
            } catch (IOException failure) {
                throw new UncheckedIOException("redis-server could not be unpacked", failure);
            }
        }
    }
}
