package io.serviceregistry.node.config;

import java.time.Duration;
import java.util.Map;

/** The text of every key, wherever it comes from, and the types it is read as. */
final class ConfigValues {
    private final Map<String, String> texts;

    ConfigValues(Map<String, String> texts) {
        this.texts = texts;
    }

    String text(String key) {
        String text = texts.get(key);
        if (text == null) {
            text = ConfigKeys.DEFAULTS.get(key);
        }
        if (text == null || (text.isEmpty() && ConfigKeys.isRequired(key))) {
            throw new ConfigException(key, key + " is missing: set it in the file or as " + ConfigKeys.variable(key));
        }
        return text;
    }

    Duration duration(String key) {
        return DurationText.parse(key, text(key));
    }

    long size(String key) {
        return SizeText.parse(key, text(key));
    }

    int number(String key) {
        String text = text(key);
        // Nine digits always fit; every rule on a number ends far below.
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new ConfigException(key, text, "a whole number");
        }
        return Integer.parseInt(text);
    }
}
