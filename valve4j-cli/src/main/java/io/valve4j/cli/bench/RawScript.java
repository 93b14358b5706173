package io.valve4j.cli.bench;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/**
 * The one script call that a store makes for a charge, found out by listening to its connection, so that it can be made again
 * without the store: as raw as it gets, and the same by construction.
 *
 * @param digest by which the server knows the script
 * @param keys the keys that it touches
 * @param arguments its arguments
 */
record RawScript(String digest, List<String> keys, List<String> arguments) {

    /** What does something with a server at a port of this machine. */
    @FunctionalInterface
    interface Use {

        void of(int port) throws Exception;
    }

    /** Listens to what is sent; the last call of a script counts. */
    static RawScript sentBy(Use use, int serverPort) throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread listener = new Thread(() -> letIn(door, serverPort, sent), "redis-listener");
            listener.setDaemon(true);
            listener.start();
            use.of(door.getLocalPort());
        }
        List<String> call = commands(sent).stream()
                .filter(command -> command.get(0).toUpperCase(Locale.ROOT).equals("EVALSHA"))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IllegalStateException("no script was called by its digest"));
        int lastKey = 3 + Integer.parseInt(call.get(2));
        return new RawScript(call.get(1), call.subList(3, lastKey), call.subList(lastKey, call.size()));
    }

    private static void letIn(ServerSocket door, int serverPort, ByteArrayOutputStream sent) {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                copy(client, server, sent);
                copy(server, client, OutputStream.nullOutputStream());
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void copy(Socket from, Socket to, OutputStream heard) {
        Thread thread = new Thread(
                () -> {
                    byte[] buffer = new byte[8_192];
                    try (from;
                            to;
                            InputStream in = from.getInputStream();
                            OutputStream out = to.getOutputStream()) {
                        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                            heard.write(buffer, 0, read);
                            out.write(buffer, 0, read);
                        }
                    } catch (IOException closed) {
                        // The other side is closed with it.
                    }
                },
                "redis-listener-copy");
        thread.setDaemon(true);
        thread.start();
    }

    /** What was sent, as the arrays of strings that the protocol has for commands. */
    private static List<List<String>> commands(ByteArrayOutputStream sent) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(sent.toByteArray()));
        List<List<String>> commands = new ArrayList<>();
        while (in.available() > 0) {
            int size = number(in, '*');
            List<String> command = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                byte[] part = in.readNBytes(number(in, '$'));
                in.skipNBytes(2);
                command.add(new String(part, StandardCharsets.ISO_8859_1));
            }
            commands.add(command);
        }
        return commands;
    }

    private static int number(DataInputStream in, char kind) throws IOException {
        if (in.readByte() != kind) {
            throw new IOException("this is not the protocol of Redis");
        }
        StringBuilder digits = new StringBuilder();
        for (int c = in.readByte(); c != '\r'; c = in.readByte()) {
            digits.append((char) c);
        }
        in.readByte();
        return Integer.parseInt(digits.toString());
    }

    /** The call with another user in the place of the one for whom it was made that was listened to. */
    Prepared prepared(UUID charge, String user, String otherUser) {
        byte[] id = asSent(charge);
        byte[][] others = arguments.stream()
                .map(argument -> bytes(argument.replace(user, otherUser)))
                .toArray(byte[][]::new);
        int place = 0;
        while (!Arrays.equals(others[place], id)) {
            place++;
        }
        byte[][] otherKeys =
                keys.stream().map(key -> bytes(key.replace(user, otherUser))).toArray(byte[][]::new);
        return new Prepared(digest, otherKeys, others, place);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The store sends ids as their bytes. */
    private static byte[] asSent(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** A call that can be made again and again, each time as a charge of its own. Thread-safe. */
    static final class Prepared {

        private final String digest;
        private final byte[][] keys;
        private final byte[][] arguments;
        private final int idPlace;

        private Prepared(String digest, byte[][] keys, byte[][] arguments, int idPlace) {
            this.digest = digest;
            this.keys = keys;
            this.arguments = arguments;
            this.idPlace = idPlace;
        }

        /** Makes it, and waits for what the script answers. */
        List<Object> make(RedisAsyncCommands<byte[], byte[]> server) throws ExecutionException, InterruptedException {
            byte[][] own = arguments.clone();
            own[idPlace] = asSent(UUID.randomUUID());
            return server.<List<Object>>evalsha(digest, ScriptOutputType.MULTI, keys, own)
                    .get();
        }
    }
}
