package io.valve4j.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network between a client and an engine that can be made to hang: connections stay open, new ones are taken, and nothing comes
 * through until it is thawed. Thread-safe; two threads for each connection.
 */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket door;
    private final String engineHost;
    private final int enginePort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition thawed = lock.newCondition();
    private boolean frozen;
    private volatile boolean closed;

    private TcpProxy(ServerSocket door, String engineHost, int enginePort) {
        this.door = door;
        this.engineHost = engineHost;
        this.enginePort = enginePort;
    }

    /** A network to an engine that listens there. */
    public static TcpProxy to(String engineHost, int enginePort) {
        try {
            TcpProxy proxy =
                    new TcpProxy(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), engineHost, enginePort);
            proxy.start("proxy-door", proxy::letIn);
            return proxy;
        } catch (IOException failure) {
            throw new UncheckedIOException("no port for a proxy", failure);
        }
    }

    /** Where the client connects to, on this machine. */
    public int port() {
        return door.getLocalPort();
    }

    /** From now on nothing comes through, in either direction. */
    public void freeze() {
        lock.lock();
        try {
            frozen = true;
        } finally {
            lock.unlock();
        }
    }

    /** What was held back comes through, and all that follows. */
    public void thaw() {
        lock.lock();
        try {
            frozen = false;
            thawed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Breaks every connection that is open; new ones can be made. */
    public void cut() {
        open.forEach(TcpProxy::close);
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void letIn() {
        while (!closed) {
            try {
                Socket client = door.accept();
                open.add(client);
                start("proxy-connection", () -> connect(client));
            } catch (IOException end) {
                if (!closed) {
                    throw new UncheckedIOException("the proxy cannot let anybody in", end);
                }
            }
        }
    }

    private void connect(Socket client) {
        try {
            awaitThaw();
            Socket engine = new Socket(engineHost, enginePort);
            open.add(engine);
            client.setTcpNoDelay(true);
            engine.setTcpNoDelay(true);
            start("proxy-back", () -> forward(engine, client));
            forward(client, engine);
        } catch (IOException refused) {
            close(client);
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitThaw();
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

    private void awaitThaw() throws IOException {
        lock.lock();
        try {
            while (frozen && !closed) {
                thawed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        if (closed) {
            throw new IOException("the proxy is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        close(door);
        thaw();
        cut();
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception ignored) {
            // Closed all the same.
        }
    }
}
