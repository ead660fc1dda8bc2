package io.serviceregistry.node.config;

import java.time.Duration;

/** The rule of most settings: from a least to a greatest value, both included. */
final class Range {
    private Range() {}

    static void check(String key, long value, long least, long greatest) {
        if (value < least || value > greatest) {
            throw new ConfigException(key, value, least + ".." + greatest);
        }
    }

    static void check(String key, Duration value, String least, String greatest) {
        if (value.compareTo(DurationText.parse(key, least)) < 0
                || value.compareTo(DurationText.parse(key, greatest)) > 0) {
            throw new ConfigException(key, DurationText.format(value), least + ".." + greatest);
        }
    }

    static void checkSize(String key, long bytes, String least, String greatest) {
        if (bytes < SizeText.parse(key, least) || bytes > SizeText.parse(key, greatest)) {
            throw new ConfigException(key, SizeText.format(bytes), least + ".." + greatest);
        }
    }
}
