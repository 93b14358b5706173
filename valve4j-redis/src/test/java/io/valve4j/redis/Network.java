package io.valve4j.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A network between a store and a server that breaks when a script is called, or swallows everything for a while. */
final class Network implements AutoCloseable {

    /** What becomes of the next script. */
    enum Fault {
        NONE,
        /** The connection breaks before the server has it. */
        LOST_REQUEST,
        /** The connection breaks when the server has answered. */
        LOST_ANSWER
    }

    private final ServerSocket door;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean frozen;
    private volatile boolean closed;

    Network(int serverPort) {
        this.serverPort = serverPort;
        try {
            door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        start(this::letIn);
    }

    String uri() {
        return "redis://127.0.0.1:" + door.getLocalPort();
    }

    /** The next script meets with it, those after it with nothing. */
    void fail(Fault fault) {
        next.set(fault);
    }

    /** From now on nothing comes through, and nothing breaks. */
    void freeze() {
        setFrozen(true);
    }

    /** What was held back comes through, as far as somebody still waits for it. */
    void thaw() {
        setFrozen(false);
    }

    private void setFrozen(boolean value) {
        lock.lock();
        try {
            frozen = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Breaks all connections. */
    void cut() {
        open.forEach(Network::close);
    }

    /** Breaks all connections, and lets nobody in any more. */
    void shut() {
        closed = true;
        close(door);
        thaw();
        cut();
    }

    @Override
    public void close() {
        shut();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "network");
        thread.setDaemon(true);
        thread.start();
    }

    private void letIn() {
        while (!closed) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
                start(() -> forward(client, server, fault, true));
                start(() -> forward(server, client, fault, false));
            } catch (IOException unreachable) {
                // The server is down: whoever came in finds the connection broken.
                cut();
            }
        }
    }

    private void forward(Socket from, Socket to, AtomicReference<Fault> fault, boolean request) {
        byte[] buffer = new byte[65_536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitThaw();
                if (request && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains("EVAL")) {
                    fault.set(next.getAndSet(Fault.NONE));
                }
                if (fault.get() == (request ? Fault.LOST_REQUEST : Fault.LOST_ANSWER)) {
                    return;
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException broken) {
            close(to);
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void awaitThaw() {
        lock.lock();
        try {
            while (frozen && !closed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception alreadyGone) {
            // Closed all the same.
        }
    }
}
