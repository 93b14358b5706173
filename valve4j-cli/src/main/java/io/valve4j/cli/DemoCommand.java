package io.valve4j.cli;

import io.valve4j.cli.demo.Demo;
import io.valve4j.cli.demo.Demos;
import io.valve4j.cli.demo.Stage;
import io.valve4j.cli.report.Text;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Override
    public Integer call() throws Exception {
        Stage stage = new Stage(spec.commandLine().getOut(), !plain && Terminal.isThere());
        if (list) {
            int width = Demos.ALL.stream()
                    .mapToInt(demo -> demo.name().length())
                    .max()
                    .orElse(0);
            Demos.ALL.forEach(demo ->
                    stage.say(demo.name() + " ".repeat(width - demo.name().length()) + "  " + demo.summary()));
            return 0;
        }
        return chosen().play(stage) ? 0 : 1;
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
