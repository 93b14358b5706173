package io.valve4j.cli.replay;

import io.valve4j.cli.report.Text;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Opens a file, gunzips it if need be, and cuts it into lines. UTF-8; what is not is replaced, since logs hold anything. */
public final class LogFile {

    /** What is as long as this or longer is cut, and so a bad line. */
    static final int LONGEST_LINE = 1 << 16;

    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;
    private static final int BUFFER = 1 << 16;

    private LogFile() {}

    /**
     * Reads a whole file.
     *
     * @param format gives the format, by the first line that is not blank
     * @param eachLine is told of every line
     * @throws IOException if it cannot be read, or is not the gzip that its name says; the message tells a person why
     */
    public static Trace read(Path file, Function<String, InputFormat> format, Runnable eachLine) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a directory");
        }
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain = gunzipped(raw, file.toString().endsWith(".gz"));
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8), BUFFER)) {
            return Trace.of(StreamSupport.stream(new Lines(reader), false).peek(line -> eachLine.run()), format);
        } catch (UnreadableException unreadable) {
            throw new IOException(unreadable.getMessage(), unreadable);
        }
    }

    private static InputStream gunzipped(InputStream raw, boolean namedGz) throws IOException {
        PushbackInputStream in = new PushbackInputStream(raw, 2);
        byte[] magic = in.readNBytes(2);
        in.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xff) == GZIP_MAGIC_1 && (magic[1] & 0xff) == GZIP_MAGIC_2;
        if (namedGz && !gzip && magic.length > 0) {
            throw new IOException("is named .gz but is not gzip");
        }
        try {
            return gzip ? new GZIPInputStream(in, BUFFER) : in;
        } catch (ZipException damaged) {
            throw new IOException("is damaged gzip: " + damaged.getMessage(), damaged);
        } catch (EOFException cut) {
            throw new IOException("is damaged gzip: it ends too soon", cut);
        }
    }

    /** Lines of bounded length, however long they are in the file. */
    private static final class Lines extends Spliterators.AbstractSpliterator<String> {

        private final BufferedReader reader;
        private boolean afterReturn;

        Lines(BufferedReader reader) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.reader = reader;
        }

        @Override
        public boolean tryAdvance(Consumer<? super String> action) {
            try {
                String line = next();
                if (line == null) {
                    return false;
                }
                action.accept(line);
                return true;
            } catch (IOException failure) {
                throw new UnreadableException(failure);
            }
        }

        private @Nullable String next() throws IOException {
            StringBuilder line = new StringBuilder(256);
            boolean any = false;
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                boolean secondHalf = afterReturn && c == '\n';
                afterReturn = c == '\r';
                if (secondHalf) {
                    continue;
                }
                if (c == '\n' || c == '\r') {
                    return line.toString();
                }
                any = true;
                if (line.length() < LONGEST_LINE) {
                    line.append((char) c);
                }
            }
            return any ? line.toString() : null;
        }
    }

    private static final class UnreadableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableException(IOException cause) {
            super("cannot be read to its end: " + Text.shown(String.valueOf(cause.getMessage()), 100), cause);
        }
    }
}
