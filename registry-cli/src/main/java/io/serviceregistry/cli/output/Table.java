package io.serviceregistry.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns under a header. A cell may be coloured: that does not count for its width. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> headers;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** A table with these headers and no rows. */
    public Table(String... headers) {
        this.headers = List.of(headers);
    }

    /** One more row; as many cells as there are headers. */
    public Table row(Cell... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + headers.size() + ')');
        }
        rows.add(List.of(cells));
        return this;
    }

    /** One more row of plain cells. */
    public Table row(String... cells) {
        Cell[] plain = new Cell[cells.length];
        for (int i = 0; i < cells.length; i++) {
            plain[i] = Cell.of(cells[i]);
        }
        return row(plain);
    }

    /** The lines, header first, without spaces at their ends. */
    public List<String> lines(Style style) {
        int[] widths = new int[headers.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = headers.get(column).length();
            for (List<Cell> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).text().length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(style.paint(Tone.STRONG, line(headers.stream().map(Cell::of).toList(), widths, Style.PLAIN)));
        rows.forEach(row -> lines.add(line(row, widths, style)));
        return lines;
    }

    private static String line(List<Cell> cells, int[] widths, Style style) {
        StringBuilder line = new StringBuilder();
        int owed = 0;
        for (int column = 0; column < widths.length; column++) {
            Cell cell = cells.get(column);
            if (!cell.text().isEmpty()) {
                line.append(" ".repeat(owed)).append(style.paint(cell.tone(), cell.text()));
                owed = 0;
            }
            owed += widths[column] - cell.text().length() + GAP.length();
        }
        return line.toString();
    }

    /**
     * One field of a row.
     *
     * @param text what it says
     * @param tone how a terminal shows it
     */
    public record Cell(String text, Tone tone) {
        /** A plain cell. */
        public static Cell of(String text) {
            return new Cell(text, Tone.PLAIN);
        }
    }
}
