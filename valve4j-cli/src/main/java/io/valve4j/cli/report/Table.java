package io.valve4j.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under a heading. Columns are as wide as their widest cell, two spaces apart; the first and, if it is text, the last are
 * flushed left, numbers between them right. A column in which no row has anything is left out.
 */
public final class Table {

    private static final int NONE = -1;

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean lastIsText;

    private Table(boolean lastIsText) {
        this.lastIsText = lastIsText;
    }

    /** A table of a name and numbers. */
    public static Table of(String... heading) {
        Table table = new Table(false);
        return table.row(heading);
    }

    /** A table of a name, numbers, and a text. */
    public static Table withText(String... heading) {
        Table table = new Table(true);
        return table.row(heading);
    }

    /** Adds a row; it has as many cells as the heading. */
    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, without blanks at their ends. */
    public List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int i = 0; i < columns; i++) {
            if (isEmpty(i)) {
                widths[i] = NONE;
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private boolean isEmpty(int column) {
        return rows.stream().skip(1).allMatch(row -> row.get(column).isEmpty());
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] == NONE) {
                continue;
            }
            String blanks = " ".repeat(widths[i] - row.get(i).length());
            boolean left = i == 0 || (lastIsText && i == widths.length - 1);
            line.append(i == 0 ? "" : "  ").append(left ? row.get(i) + blanks : blanks + row.get(i));
        }
        return line.toString().stripTrailing();
    }
}
