package io.valve4j;

/** What a manager can be told of: a {@link Resource} or a {@link Profile}. */
public sealed interface Definition permits Resource, Profile {

    /** The name under which it is registered. */
    String name();
}
