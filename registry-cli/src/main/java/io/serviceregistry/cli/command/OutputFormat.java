package io.serviceregistry.cli.command;

/** How answers are printed. */
enum OutputFormat {
    /** For people: aligned columns, durations, colours. May change. */
    TABLE,
    /** For scripts: one line of JSON in a documented shape. */
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
