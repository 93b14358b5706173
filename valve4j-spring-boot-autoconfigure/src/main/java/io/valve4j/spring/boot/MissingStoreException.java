package io.valve4j.spring.boot;

/** Thrown when {@code valve4j.store.type} asks for a store that cannot be had. */
public final class MissingStoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final StoreProperties.Type type;

    MissingStoreException(StoreProperties.Type type) {
        super("valve4j.store.type is " + type.shown() + ", but there is no such store");
        this.type = type;
    }

    /** The store that was asked for. */
    public StoreProperties.Type type() {
        return type;
    }
}
