package io.valve4j.cli;

import java.io.Console;

/** Finds out whether somebody is watching. */
final class Terminal {

    private Terminal() {}

    /** Whether input and output are a terminal that can draw over what it has printed. */
    @SuppressWarnings("SystemConsoleNull") // it is null without a terminal before Java 22; after, the console is asked
    static boolean isThere() {
        Console console = System.console();
        return console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
    }

    /** From Java 22 on there is a console without a terminal too, and it can be asked; before, it is always a terminal. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (ReflectiveOperationException unusable) {
            return false;
        }
    }
}
