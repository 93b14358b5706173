package io.valve4j.cli.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Contestants that are compared with each other, each in forks of its own.
 *
 * @param name what they all do
 * @param unit in what they are scored
 * @param contenders in the order of the table
 */
record Heat(String name, Unit unit, List<Contender> contenders) {

    static Heat of(String name, Unit unit, Contender... contenders) {
        return new Heat(name, unit, List.of(contenders));
    }

    /**
     * One contestant.
     *
     * @param entrant as what it stands in the table
     * @param trial what is run
     * @param first whether a first look has it, too
     */
    record Contender(Entrant entrant, Trial trial, boolean first) {

        static Contender floor(String name, Trial trial) {
            return new Contender(Entrant.floor(name), trial, true);
        }

        static Contender ours(String name, Trial trial, Bound... bounds) {
            return new Contender(Entrant.ours(name, bounds), trial, true);
        }

        static Contender peer(String name, Trial trial) {
            return new Contender(Entrant.peer(name), trial, true);
        }

        /** Left out of a first look. */
        Contender later() {
            return new Contender(entrant, trial, false);
        }
    }

    /** The same for a first look, in which some take no part. */
    Heat forFirstLook() {
        return new Heat(name, unit, contenders.stream().filter(Contender::first).toList());
    }

    /** Who is compared with whom in it. */
    Contest contest() {
        return new Contest(
                name, unit, contenders.stream().map(Contender::entrant).toList());
    }

    /** Runs several heats, pass by pass, so that every pass has all contestants. */
    static List<Group> run(List<Heat> heats, Pace pace, Consumer<String> progress) {
        List<Contest> contests = heats.stream().map(Heat::contest).toList();
        List<Scores> scores = contests.stream()
                .map(contest -> Scores.of(contest, pace.rounds()))
                .toList();
        for (int pass = 0; pass < pace.rounds(); pass++) {
            Map<Trial, Fork.Outcome> ran = new HashMap<>();
            for (int i = 0; i < heats.size(); i++) {
                heats.get(i).run(pass, pace, ran, scores.get(i), progress);
            }
        }
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < heats.size(); i++) {
            groups.add(Group.of(contests.get(i), scores.get(i)));
        }
        return groups;
    }

    /** What several heats have in common is run once. */
    private void run(int pass, Pace pace, Map<Trial, Fork.Outcome> ran, Scores scores, Consumer<String> progress) {
        for (Contender contender : contenders) {
            String who = contender.entrant().name();
            Trial trial = contender.trial();
            Fork.Outcome outcome = ran.computeIfAbsent(trial.unscored(), absent -> {
                progress.accept("pass " + (pass + 1) + " of " + pace.rounds() + ": " + name + ", " + who);
                return Fork.run(trial, pace);
            });
            scores.put(who, pass, outcome.score(trial), outcome.bytesPerOperation(trial));
        }
    }
}
