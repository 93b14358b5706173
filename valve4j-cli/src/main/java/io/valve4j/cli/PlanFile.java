package io.valve4j.cli;

import io.valve4j.Profile;
import io.valve4j.cli.config.YamlPlans;
import io.valve4j.config.Mistake;
import io.valve4j.config.Plans;
import io.valve4j.config.Reading;
import io.valve4j.quota.Quota;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads plans that are fit for a replay, whose users have no subscriptions. */
final class PlanFile {

    /** What the built-in plans are called in reports. */
    static final String BUILT_IN_SHOWN =
            "built in (server for all: 10/s, 10 workers, queue 1,000; each user: 1/s, burst 10)";

    private static final String BUILT_IN = "replay/default-plans.yaml";

    private PlanFile() {}

    static Plans builtIn() {
        try (InputStream in = Objects.requireNonNull(PlanFile.class.getResourceAsStream(BUILT_IN))) {
            return plans("the built-in configuration", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new IllegalStateException("the built-in configuration cannot be read", impossible);
        }
    }

    /**
     * Reads a file.
     *
     * @throws CommandFailure if it cannot be used; the message lists every mistake
     */
    static Plans read(Path path) {
        try {
            if (Files.size(path) > 4L * YamlPlans.LONGEST_TEXT) {
                throw new CommandFailure(path + ": is too long for a configuration");
            }
            return plans(path.toString(), Files.readString(path));
        } catch (IOException failure) {
            throw new CommandFailure(path + ": " + FileProblems.why(failure));
        }
    }

    private static Plans plans(String name, String text) {
        Reading reading = YamlPlans.read(text);
        if (reading instanceof Reading.Sound sound) {
            return withEverybody(name, sound.plans());
        }
        List<Mistake> mistakes = ((Reading.Mistaken) reading).mistakes();
        StringBuilder message = new StringBuilder(name + ": ")
                .append(mistakes.size() == 1 ? "1 mistake" : mistakes.size() + " mistakes");
        for (Mistake mistake : mistakes) {
            message.append(System.lineSeparator()).append(name).append(':').append(mistake);
        }
        throw new CommandFailure(message.toString());
    }

    /** Users of a log have no subscriptions, so everybody needs a profile, and no quota may be measured from one. */
    private static Plans withEverybody(String name, Plans plans) {
        for (Profile profile : plans.profiles()) {
            for (Quota quota : profile.quotas()) {
                if (quota.window().needsSubscription()) {
                    throw new CommandFailure(name + ": profiles." + profile.name() + ": quota " + quota.name()
                            + " is measured from a subscription, and the users of a log have none: use per: day, week,"
                            + " month or year");
                }
            }
        }
        if (plans.defaultProfile().isPresent() || !plans.users().isEmpty()) {
            return plans;
        }
        if (plans.profiles().size() > 1) {
            throw new CommandFailure(
                    name + ": users: say on which profile the users are, for example users: { default: "
                            + plans.profiles().get(0).name() + " }");
        }
        return new Plans(
                plans.resources(),
                plans.profiles(),
                Optional.of(plans.profiles().get(0).name()),
                plans.users());
    }
}
