package io.valve4j.cli.demo;

/** What a demo keeps cannot be opened. The message is for a person. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
