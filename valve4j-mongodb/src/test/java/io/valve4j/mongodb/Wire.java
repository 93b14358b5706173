package io.valve4j.mongodb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire to a server that can be cut and mended, or that swallows what is sent. */
final class Wire implements AutoCloseable {

    private final InetSocketAddress server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int port;
    private volatile boolean silent;
    private volatile ServerSocket listening;

    Wire(InetSocketAddress server) {
        this.server = server;
        listening = listen(0);
        port = listening.getLocalPort();
        thread(() -> accept(listening));
    }

    String uri() {
        return "mongodb://127.0.0.1:" + port;
    }

    /** From now on no answer comes through, though connections stay. */
    void fallSilent() {
        silent = true;
    }

    /** Breaks all connections; new ones are refused. */
    void cut() {
        close(listening);
        sockets.forEach(Wire::close);
        sockets.clear();
    }

    void mend() {
        listening = listen(port);
        thread(() -> accept(listening));
    }

    @Override
    public void close() {
        cut();
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void accept(ServerSocket on) {
        try {
            while (true) {
                Socket client = on.accept();
                Socket behind = new Socket(server.getAddress(), server.getPort());
                sockets.add(client);
                sockets.add(behind);
                thread(() -> pass(client, behind));
                thread(() -> pass(behind, client));
            }
        } catch (IOException over) {
            close(on);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (!silent) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException over) {
            close(from);
        }
        close(to);
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception gone) {
            throw new IllegalStateException(gone);
        }
    }
}
