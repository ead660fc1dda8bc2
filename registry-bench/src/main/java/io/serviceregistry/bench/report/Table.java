package io.serviceregistry.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows under a header, the first column to the left, the others to the right. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these headers and no rows. */
    public Table(String... headers) {
        rows.add(List.of(headers));
    }

    /** One more row; as many cells as there are headers. */
    public void row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    "cells: " + cells.length + " (expected: " + rows.get(0).size() + ')');
        }
        rows.add(List.of(cells));
    }

    /** A number as people read it: grouped from a thousand on, else with as many decimals as make three digits. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size >= 99.95) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 9.995 ? "%.1f" : "%.2f", value);
    }

    /** The lines, without spaces at their ends. */
    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths[column] - cell.length());
                line.append(column == 0 ? cell + padding : GAP + padding + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
