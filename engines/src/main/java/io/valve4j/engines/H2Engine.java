package io.valve4j.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** H2 within this process: in memory, which lasts as long as the JVM, or in a file, which is deleted when the engine is closed. */
public final class H2Engine extends SqlEngine {

    private static final H2Engine SHARED = inMemory();

    private final String prefix;
    private final Runnable end;
    private final String url;

    private H2Engine(String prefix, Runnable end) {
        this.prefix = prefix;
        this.end = end;
        this.url = freshUrl();
    }

    /** One in memory. */
    public static H2Engine inMemory() {
        return new H2Engine("jdbc:h2:mem:", () -> {});
    }

    /** One in a fresh directory. */
    public static H2Engine inFile() {
        try {
            Path directory = Files.createTempDirectory("valve4j-h2");
            return new H2Engine("jdbc:h2:file:" + directory + '/', () -> Directories.delete(directory));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make a directory for H2", failure);
        }
    }

    /** The one in memory of this JVM. */
    public static H2Engine shared() {
        return SHARED;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String freshUrl() {
        String name = prefix + freshName();
        return prefix.contains(":mem:") ? name + ";DB_CLOSE_DELAY=-1" : name;
    }

    @Override
    public void close() {
        end.run();
    }
}
