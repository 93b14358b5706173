package io.valve4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code valve} command. By itself it prints its help; the subcommands do the work. */
@Command(
        name = "valve",
        description = "Fair limits for many users: rates, worker pools, quotas, subscriptions.",
        mixinStandardHelpOptions = true,
        versionProvider = Valve.Version.class)
public final class Valve implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Valve()).execute(args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = Valve.class.getResourceAsStream("version.properties")) {
                properties.load(in);
            }
            return new String[] {"valve4j " + properties.getProperty("version")};
        }
    }
}
