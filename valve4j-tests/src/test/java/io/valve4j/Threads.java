package io.valve4j;

import java.util.concurrent.Executor;

/** Runs each command in a thread of its own: the common pool may have a single one, where nothing runs beside another. */
public final class Threads {

    public static final Executor ONE_EACH = command -> new Thread(command).start();

    private Threads() {}
}
