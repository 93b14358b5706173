package io.valve4j.cli.replay;

import io.valve4j.cli.report.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which column of a table holds what: by the name that it has in the first line, or by its number from 1.
 *
 * @param time when a request came
 * @param user whose it was
 * @param duration how long it took
 * @param cost how many calls it counts as
 */
public record Columns(String time, String user, Optional<String> duration, Optional<String> cost) {

    private static final List<String> KNOWN = List.of("time", "user", "duration", "cost");

    /**
     * Reads {@code time=when,user=2,duration=took}.
     *
     * @throws IllegalArgumentException if it is not of this form; the message says how to mend it
     */
    public static Columns parse(String text) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String what = equals < 0 ? part.strip() : part.substring(0, equals).strip();
            String column = equals < 0 ? "" : part.substring(equals + 1).strip();
            if (!KNOWN.contains(what) || column.isEmpty()) {
                throw wrong(text);
            }
            if (columns.put(what, column) != null) {
                throw new IllegalArgumentException("names the " + what + " twice: " + Text.quoted(text));
            }
        }
        String time = columns.get("time");
        String user = columns.get("user");
        if (time == null || user == null) {
            throw wrong(text);
        }
        return new Columns(
                time, user, Optional.ofNullable(columns.get("duration")), Optional.ofNullable(columns.get("cost")));
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "must be like time=when,user=who,duration=took,cost=calls, with the name of a"
                        + " column or its number from 1 after each =, the last two of them optional, but was "
                        + Text.quoted(text));
    }

    /** Whether a column is given by its number. */
    static boolean isNumber(String column) {
        return column.length() < 6 && !column.isEmpty() && column.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Whether all are given by their numbers, so that the first line need not name them. */
    boolean allNumbers() {
        return isNumber(time)
                && isNumber(user)
                && duration.map(Columns::isNumber).orElse(true)
                && cost.map(Columns::isNumber).orElse(true);
    }
}
