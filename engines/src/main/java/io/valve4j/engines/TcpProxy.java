package io.valve4j.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A network between a client and an engine that fails as networks do: it hangs, it is cut, it loses a request or an answer.
 * Thread-safe; two threads for each connection.
 */
public final class TcpProxy implements AutoCloseable {

    private final String engineHost;
    private final int enginePort;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Loss> next = new AtomicReference<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition thawed = lock.newCondition();
    private boolean frozen;
    private volatile ServerSocket door;
    private volatile @Nullable Thread doorman;

    /** What can be lost. */
    public enum Lost {
        /** The connection breaks before the engine has the request. */
        REQUEST,
        /** The connection breaks when the engine has answered. */
        ANSWER
    }

    /** What is lost when a request holds a text. */
    private record Loss(String text, Lost lost) {

        boolean meets(byte[] request, int length) {
            return new String(request, 0, length, StandardCharsets.ISO_8859_1).contains(text);
        }
    }

    private TcpProxy(String engineHost, int enginePort) {
        this.engineHost = engineHost;
        this.enginePort = enginePort;
        door = listen(0);
        port = door.getLocalPort();
    }

    /** A network to an engine that listens there. */
    public static TcpProxy to(String engineHost, int enginePort) {
        TcpProxy proxy = new TcpProxy(engineHost, enginePort);
        proxy.letIn();
        return proxy;
    }

    /** Where the client connects to, on this machine. */
    public int port() {
        return port;
    }

    /** From now on nothing comes through, in either direction, while connections stay open and new ones are taken. */
    public void freeze() {
        setFrozen(true);
    }

    /** What was held back comes through, as far as somebody still waits for it, and all that follows. */
    public void thaw() {
        setFrozen(false);
    }

    private void setFrozen(boolean value) {
        lock.lock();
        try {
            frozen = value;
            thawed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next request that holds a text loses its way; those after it do not. */
    public void loseNext(String text, Lost lost) {
        next.set(new Loss(text, lost));
    }

    /** Breaks every connection that is open; new ones can be made. */
    public void cut() {
        open.forEach(TcpProxy::close);
    }

    /** Breaks every connection, and refuses new ones. */
    public void shut() {
        close(door);
        awaitDoorman();
        thaw();
        cut();
    }

    /** While a thread waits for somebody to come in, the system lets them in, though the door is closed. */
    private void awaitDoorman() {
        Thread waiting = doorman;
        try {
            if (waiting != null) {
                waiting.join();
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes connections again, at the same port, after {@link #shut}. */
    public void reopen() {
        door = listen(port);
        letIn();
    }

    @Override
    public void close() {
        shut();
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return socket;
        } catch (IOException failure) {
            throw new UncheckedIOException("no port for a proxy", failure);
        }
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void letIn() {
        ServerSocket in = door;
        doorman = start("proxy-door", () -> {
            while (!in.isClosed()) {
                try {
                    Socket client = in.accept();
                    open.add(client);
                    start("proxy-connection", () -> connect(client));
                } catch (IOException shut) {
                    close(in);
                }
            }
        });
    }

    private void connect(Socket client) {
        try {
            awaitThaw();
            Socket engine = new Socket(engineHost, enginePort);
            open.add(engine);
            client.setTcpNoDelay(true);
            engine.setTcpNoDelay(true);
            AtomicReference<@Nullable Lost> met = new AtomicReference<>();
            start("proxy-back", () -> forward(engine, client, met, false));
            forward(client, engine, met, true);
        } catch (IOException refused) {
            close(client);
        }
    }

    /** Passes on what comes, until a side ends, or something is lost: then both end. */
    private void forward(Socket from, Socket to, AtomicReference<@Nullable Lost> met, boolean request) {
        byte[] buffer = new byte[65_536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitThaw();
                Loss loss = next.get();
                if (request && loss != null && loss.meets(buffer, read) && next.compareAndSet(loss, null)) {
                    met.set(loss.lost());
                }
                if (met.get() == (request ? Lost.REQUEST : Lost.ANSWER)) {
                    return;
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException broken) {
            // One side is gone: closing both tells the other.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void awaitThaw() {
        lock.lock();
        try {
            while (frozen) {
                thawed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception ignored) {
            // Closed all the same.
        }
    }
}
