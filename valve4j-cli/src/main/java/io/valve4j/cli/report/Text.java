package io.valve4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words and numbers for a terminal of 80 columns. */
public final class Text {

    /** The widest line that is printed. */
    public static final int WIDTH = 80;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long SECONDS_PER_DAY = 86_400;

    private Text() {}

    /** A number with its thousands apart. */
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A number in about three digits: {@code 0.25}, {@code 12.5}, {@code 1,234}. */
    public static String decimal(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f", value);
    }

    /** Bytes in MB of 10^6, to a tenth. */
    public static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1_000_000);
    }

    /** So many of a thing, in the plural unless it is one. */
    public static String count(long value, String thing) {
        return number(value) + " " + thing + (value == 1 ? "" : "s");
    }

    /** A duration in three digits or so: {@code 0}, {@code 22 ms}, {@code 3.31 s}, {@code 12m 05s}; what is finer is cut off. */
    public static String duration(long nanos) {
        long seconds = nanos / NANOS_PER_SECOND;
        if (nanos == 0) {
            return "0";
        } else if (nanos < NANOS_PER_MILLI) {
            return "<1 ms";
        } else if (nanos < NANOS_PER_SECOND) {
            return nanos / NANOS_PER_MILLI + " ms";
        } else if (seconds < SECONDS_PER_MINUTE && nanos % NANOS_PER_SECOND == 0) {
            return seconds + " s";
        } else if (seconds < SECONDS_PER_MINUTE) {
            return String.format(
                    Locale.ROOT, "%d.%02d s", seconds, nanos % NANOS_PER_SECOND / (NANOS_PER_SECOND / 100));
        } else if (seconds < SECONDS_PER_HOUR) {
            return pair(seconds / SECONDS_PER_MINUTE, "m", seconds % SECONDS_PER_MINUTE, "s");
        } else if (seconds < SECONDS_PER_DAY) {
            return pair(seconds / SECONDS_PER_HOUR, "h", seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE, "m");
        }
        return pair(seconds / SECONDS_PER_DAY, "d", seconds % SECONDS_PER_DAY / SECONDS_PER_HOUR, "h");
    }

    /** As {@link #duration}, with what is shorter than a second told exactly: {@code 12 us}, {@code 1.25 ms}. */
    public static String fineDuration(long nanos) {
        if (nanos <= 0 || nanos >= NANOS_PER_SECOND) {
            return duration(nanos);
        }
        return nanos < NANOS_PER_MILLI
                ? decimal((double) nanos / 1_000) + " us"
                : decimal((double) nanos / NANOS_PER_MILLI) + " ms";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return String.format(Locale.ROOT, "%d%s %02d%s", large, largeUnit, small, smallUnit);
    }

    /** A string from outside in one line: control characters escaped, cut to a length of at least three. */
    public static String shown(String value, int mostChars) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < value.length() && shown.length() <= mostChars; i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || isInvisible(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.length() <= mostChars ? shown.toString() : shown.substring(0, mostChars - 2) + "..";
    }

    private static boolean isInvisible(char c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** The same between quotes, for a message. */
    public static String quoted(String value) {
        return '"' + shown(value, 60) + '"';
    }

    /** Breaks a text between words so that no line is wider than {@link #WIDTH}; all lines start with the indent. */
    public static List<String> wrapped(String indent, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            String rest = word;
            if (line.length() > indent.length() && line.length() + 1 + rest.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            if (line.length() > indent.length()) {
                line.append(' ');
            }
            while (line.length() + rest.length() > WIDTH) {
                int room = WIDTH - line.length();
                lines.add(line + rest.substring(0, room));
                rest = rest.substring(room);
                line = new StringBuilder(indent);
            }
            line.append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    /** A bar of a length in proportion to a value; a value above zero has at least one mark. */
    public static String bar(long value, long largest, int mostChars) {
        if (value <= 0 || largest <= 0) {
            return "";
        }
        double part = Math.min(1.0, (double) value / largest);
        return "#".repeat((int) Math.max(1, Math.round(part * mostChars)));
    }
}
