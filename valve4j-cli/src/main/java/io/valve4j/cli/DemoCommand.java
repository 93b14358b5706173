package io.valve4j.cli;

import io.valve4j.cli.demo.Demo;
import io.valve4j.cli.demo.Demos;
import io.valve4j.cli.demo.Stage;
import io.valve4j.cli.demo.Storage;
import io.valve4j.cli.demo.StorageException;
import io.valve4j.cli.report.Text;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code valve demo}: plays a demo in the terminal. */
@Command(
        name = "demo",
        description = "Shows valve4j at work, in real time: demos, and examples to learn from.",
        mixinStandardHelpOptions = true,
        versionProvider = Valve.Version.class)
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which demo; the first of --list if none is named.")
    private @Nullable String name;

    @Option(names = "--list", description = "List the demos.")
    private boolean list;

    @Option(names = "--plain", description = "Print plain lines, even on a terminal.")
    private boolean plain;

    @ArgGroup(exclusive = true)
    private Where where = new Where();

    /** One or the other. */
    private static final class Where {

        @Option(
                names = "--store",
                paramLabel = "FILE",
                description =
                        "Keep subscriptions and usage in this H2 database; .mv.db is added to its name. By default in"
                                + " .valve4j in the home directory.")
        private @Nullable Path file;

        @Option(names = "--memory", description = "Keep nothing: the demo starts afresh, and leaves no file.")
        private boolean memory;

        Storage storage(String demo) {
            return memory ? Storage.MEMORY : file == null ? Storage.usual(demo) : Storage.in(file);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            list();
            return 0;
        }
        Demo demo = chosen();
        Stage stage = new Stage(out(), !plain && Terminal.isThere(), where.storage(demo.name()));
        try {
            return demo.play(stage) ? 0 : 1;
        } catch (StorageException failure) {
            throw new CommandFailure(String.valueOf(failure.getMessage()));
        }
    }

    private void list() {
        int width =
                Demos.ALL.stream().mapToInt(demo -> demo.name().length()).max().orElse(0);
        Demos.ALL.forEach(demo ->
                out().println(demo.name() + " ".repeat(width - demo.name().length()) + "  " + demo.summary()));
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private Demo chosen() {
        String wanted = name;
        if (wanted == null) {
            return Demos.ALL.get(0);
        }
        List<String> names = Demos.ALL.stream().map(Demo::name).toList();
        return Demos.find(wanted)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no demo " + Text.quoted(wanted) + "; there are " + String.join(", ", names)));
    }
}
