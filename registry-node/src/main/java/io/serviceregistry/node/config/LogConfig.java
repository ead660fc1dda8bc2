package io.serviceregistry.node.config;

import java.util.Locale;

/** What the node's own log looks like. */
public record LogConfig(Format format, Level level) {
    /** For people, or for machines. */
    public enum Format {
        TEXT,
        JSON
    }

    /** What is worth a line. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    static Format format(String key, String text) {
        for (Format format : Format.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
                return format;
            }
        }
        throw new ConfigException(key, text, "text or json");
    }

    static Level level(String key, String text) {
        for (Level level : Level.values()) {
            if (level.name().toLowerCase(Locale.ROOT).equals(text)) {
                return level;
            }
        }
        throw new ConfigException(key, text, "trace, debug, info, warn or error");
    }
}
