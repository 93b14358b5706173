package io.valve4j.cli.scale;

import io.valve4j.cli.report.Finding;
import java.util.List;
import java.util.function.Consumer;

/** One kind of crowd in one valve. */
public interface Experiment {

    /**
     * Gathers the crowd, measures, and lets it go.
     *
     * @param progress told what is being done
     * @throws Exception if something does not work
     */
    List<Finding> run(Size size, Consumer<String> progress) throws Exception;

    /** All of them, in the order in which they are run. */
    static List<Experiment> all() {
        return List.of(new IdleUsers(), new NewUsers(), new ActiveUsers(), new ManyResources());
    }
}
