package io.serviceregistry.node.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configuration cannot be used. The message is one line that names the key, the value and the rule. */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String key;

    ConfigException(String key, Object value, String rule) {
        super(key + ": " + oneLine(value) + " (expected: " + rule + ')');
        this.key = key;
    }

    ConfigException(@Nullable String key, String message) {
        super(message);
        this.key = key;
    }

    /** The key at fault, when it is a single one. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    private static String oneLine(Object value) {
        String text = value.toString().strip().replaceAll("\\s+", " ");
        String shown = text.length() > 100 ? text.substring(0, 100) + "..." : text;
        return shown.isEmpty() ? "\"\"" : shown;
    }
}
