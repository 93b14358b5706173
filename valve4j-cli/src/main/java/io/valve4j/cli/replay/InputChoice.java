package io.valve4j.cli.replay;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out in which format a file is, by its first line: a table if its columns are known, else a workload of jobs if it looks
 * like one, else an access log.
 *
 * @param columns which column holds what, where the file is a table
 * @param userField which field says whose a request is; empty for the format's usual one
 * @param durationUnit in which unit a line's last field, or the table's column of durations, is
 */
public record InputChoice(
        Optional<Columns> columns, Optional<UserField> userField, Optional<DurationUnit> durationUnit) {

    /**
     * The format of a file.
     *
     * @throws UnfitFileException if what was chosen does not fit it
     */
    public InputFormat of(String firstLine) {
        if (columns.isPresent()) {
            if (userField.isPresent()) {
                throw new UnfitFileException(
                        "is a table, where --columns says whose a request is: leave --user-field out");
            }
            return new CsvTable(columns.get(), durationUnit.orElse(DurationUnit.S));
        }
        if (Workload.looksLike(firstLine)) {
            if (durationUnit.isPresent()) {
                throw new UnfitFileException(
                        "is a workload of jobs, whose run times are in seconds: leave --duration-field out");
            }
            return new Workload(field("workload of jobs", UserField.USER, UserField.OF_WORKLOADS));
        }
        return new AccessLog(field("access log", UserField.ADDRESS, UserField.OF_ACCESS_LOGS), durationUnit);
    }

    private UserField field(String format, UserField usual, Set<UserField> known) {
        UserField chosen = userField.orElse(usual);
        if (!known.contains(chosen)) {
            throw new UnfitFileException(
                    "looks like the format \"" + format + "\", which has no field \"" + chosen.word()
                            + "\" for users: --user-field can be "
                            + known.stream().map(UserField::word).collect(Collectors.joining(" or ")));
        }
        return chosen;
    }
}
