package io.valve4j.cli.bench;

import java.util.List;
import java.util.function.Consumer;

/**
 * A suite whose contestants all run in forks.
 *
 * @param thorough the pace for figures to rely on
 * @param brief the pace for a first look
 * @param heats what is compared
 */
record ForkedSuite(String name, String about, Pace thorough, Pace brief, List<Heat> heats) implements Suite {

    @Override
    public List<Contest> contests(boolean quick) {
        return heats(quick).stream().map(Heat::contest).toList();
    }

    @Override
    public SuiteReport run(boolean quick, Consumer<String> progress) {
        return new SuiteReport(name, about, Heat.run(heats(quick), quick ? brief : thorough, progress));
    }

    private List<Heat> heats(boolean quick) {
        return quick ? heats.stream().map(Heat::forFirstLook).toList() : heats;
    }
}
