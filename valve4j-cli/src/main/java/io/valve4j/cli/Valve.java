package io.valve4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code valve} command. By itself it prints its help; the subcommands do the work. */
@Command(
        name = "valve",
        description = "Fair limits for many users: rates, worker pools, quotas, subscriptions.",
        subcommands = {DemoCommand.class, ReplayCommand.class, BenchCommand.class, ScaleCommand.class, SoakCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Valve.Version.class)
public final class Valve implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs the command and ends the JVM with its exit code: 0 done, 1 failed, 2 wrongly called. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command with its subcommands, to be {@linkplain CommandLine#execute executed}. */
    public static CommandLine commandLine() {
        return new CommandLine(new Valve())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Valve::wronglyCalled)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof CommandFailure) {
                        return say(command, String.valueOf(failure.getMessage()), CommandLine.ExitCode.SOFTWARE);
                    }
                    throw failure;
                });
    }

    private static int wronglyCalled(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        return say(command, mistake.getMessage() + " (see " + help + ")", CommandLine.ExitCode.USAGE);
    }

    private static int say(CommandLine command, String message, int exitCode) {
        command.getErr().println("valve: " + message);
        command.getErr().flush();
        return exitCode;
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
