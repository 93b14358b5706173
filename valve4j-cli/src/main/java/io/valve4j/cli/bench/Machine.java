package io.valve4j.cli.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * On what was measured, and when.
 *
 * @param date when
 * @param java the version of Java
 * @param vm name and version of the virtual machine
 * @param os the operating system
 * @param processors how many the virtual machine sees
 */
public record Machine(Instant date, String java, String vm, String os, int processors) {

    /** This one, now. */
    public static Machine here() {
        return new Machine(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                property("java.version"),
                property("java.vm.name") + " " + property("java.vm.version"),
                property("os.name") + " " + property("os.arch"),
                Runtime.getRuntime().availableProcessors());
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    String text() {
        return "Java " + java + " (" + vm + "), " + os + ", " + processors + " processors, " + date;
    }
}
