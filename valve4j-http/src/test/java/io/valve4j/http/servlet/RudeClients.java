package io.valve4j.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Clients that are polite, slow, or gone in the middle, on raw sockets. */
final class RudeClients {

    private static final String[] POLITE = {"/quick", "/quick", "/quick", "/async", "/async", "/again"};
    private static final String[] BIG = {"/big", "/async-big", "/async-big-left-alone"};
    private static final String[] ANY = {
        "/quick",
        "/async",
        "/again",
        "/throws",
        "/forgotten",
        "/async-throws",
        "/big",
        "/async-big",
        "/async-big-left-alone"
    };
    private static final int BATCH = 200;
    private static final int MILLIS_OF_PATIENCE = 30_000;

    private final int port;

    RudeClients(int port) {
        this.port = port;
    }

    /** One connection, and what becomes of it. */
    void connect(SplittableRandom random) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(MILLIS_OF_PATIENCE);
            socket.setTcpNoDelay(true);
            if (random.nextInt(8) == 0) {
                asksMuchAndReadsAll(socket, random);
            } else {
                leaves(socket, random);
            }
        }
    }

    private void leaves(Socket socket, SplittableRandom random) {
        try {
            switch (random.nextInt(8)) {
                case 0 -> readsLittleAndGoes(socket, random);
                case 1 -> readsSlowlyAndGoes(socket, random);
                case 2 -> sendsHalfABodyAndGoes(socket);
                case 3 -> sendsHalfARequestAndGoes(socket);
                default -> asksAndGoes(socket, random);
            }
        } catch (IOException serverWasFaster) {
            // It closes connections after failures, maybe while more is being sent. That is no matter here.
            return;
        }
    }

    private static void asksMuchAndReadsAll(Socket socket, SplittableRandom random) throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 1; i <= BATCH; i++) {
            String path = POLITE[random.nextInt(POLITE.length)];
            requests.append(get(path, random, i == BATCH ? "Connection: close\r\n" : ""));
        }
        send(socket, requests.toString());
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(answers);
        String all = answers.toString(StandardCharsets.US_ASCII);
        assertThat(all.split("HTTP/1\\.1 ", -1)).hasSize(BATCH + 1);
    }

    private static void asksAndGoes(Socket socket, SplittableRandom random) throws IOException {
        int requests = 1 + random.nextInt(4);
        for (int i = 0; i < requests; i++) {
            String path = random.nextInt(50) == 0 ? "/forgotten" : ANY[random.nextInt(ANY.length)];
            send(socket, get(path, random, ""));
        }
        reset(socket);
    }

    private static void readsLittleAndGoes(Socket socket, SplittableRandom random) throws IOException {
        send(socket, get(BIG[random.nextInt(BIG.length)], random, ""));
        socket.getInputStream().readNBytes(1_000);
        reset(socket);
    }

    private static void readsSlowlyAndGoes(Socket socket, SplittableRandom random) throws IOException {
        socket.setReceiveBufferSize(1_024);
        send(socket, get(BIG[random.nextInt(BIG.length)], random, ""));
        for (int i = 0; i < 10; i++) {
            socket.getInputStream().readNBytes(100);
            LockSupport.parkNanos(1_000_000);
        }
        reset(socket);
    }

    private static void sendsHalfABodyAndGoes(Socket socket) throws IOException {
        send(socket, "POST /body HTTP/1.1\r\nHost: a\r\nX-User: u\r\nContent-Length: 1000\r\n\r\nonly this");
        reset(socket);
    }

    private static void sendsHalfARequestAndGoes(Socket socket) throws IOException {
        send(socket, "GET /quick HTTP/1.1\r\nHost: a\r\nX-Us");
        reset(socket);
    }

    private static String get(String path, SplittableRandom random, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nX-User: u" + random.nextInt(100) + "\r\n" + more + "\r\n";
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Gone without a word: the other side learns of it by a reset, when it next writes or reads. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
    }
}
