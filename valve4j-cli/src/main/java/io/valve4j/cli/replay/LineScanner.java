package io.valve4j.cli.replay;

/** Takes the fields of an access log's line, one by one from the left. */
final class LineScanner {

    private final String line;
    private int position;

    LineScanner(String line) {
        this.line = line.strip();
    }

    /** A field without blanks. */
    String word(String what) throws BadLineException {
        int end = line.indexOf(' ', position);
        return take(what, position, end < 0 ? line.length() : end, 1);
    }

    /** A field that ends before a mark, whatever it holds else. */
    String until(String mark, String what) throws BadLineException {
        int end = line.indexOf(mark, position);
        if (end < 0) {
            throw new BadLineException("the " + what + " is missing, or has no " + mark.strip() + " after it");
        }
        return take(what, position, end, mark.length());
    }

    boolean atQuote() {
        return position < line.length() && line.charAt(position) == '"';
    }

    /** A field between quotes; a quote in it, or a backslash, has a backslash before it. Those are left as they are. */
    String quoted(String what) throws BadLineException {
        if (!atQuote()) {
            throw new BadLineException("the " + what + " is missing, or not between quotes");
        }
        int start = position + 1;
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                String field = line.substring(start, i);
                position = i + 1;
                if (position < line.length() && line.charAt(position) == ' ') {
                    position++;
                }
                return field;
            }
        }
        throw new BadLineException("the " + what + " has no closing quote");
    }

    /** The last field of what has not been taken, without quotes; empty if nothing is left. */
    String last() {
        String rest = line.substring(Math.min(position, line.length()));
        String field = rest.substring(rest.lastIndexOf(' ') + 1);
        boolean quoted = field.length() >= 2 && field.startsWith("\"") && field.endsWith("\"");
        return quoted ? field.substring(1, field.length() - 1) : field;
    }

    private String take(String what, int start, int end, int markLength) throws BadLineException {
        if (start >= end) {
            throw new BadLineException("the " + what + " is missing");
        }
        position = Math.min(line.length(), end + markLength);
        return line.substring(start, end);
    }
}
