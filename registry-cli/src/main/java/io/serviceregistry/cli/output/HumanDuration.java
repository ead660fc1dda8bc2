package io.serviceregistry.cli.output;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write and read them: {@code 300s}, {@code 1h30m}, {@code 250ms}, {@code 4m59s}. */
public final class HumanDuration {
    private static final Pattern PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Duration TENTHS_BELOW = Duration.ofSeconds(10); // a lease of 4.3 s is not one of 4 s

    private HumanDuration() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException naming the value and what was expected
     */
    public static Duration parse(String text) {
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        int lastUnit = Integer.MAX_VALUE;
        try {
            while (part.find() && part.start() == end) {
                int unit = rank(part.group(2));
                if (unit >= lastUnit) {
                    throw notADuration(text); // 5s1m is more likely a slip than a wish
                }
                sum = sum.plus(amount(Long.parseLong(part.group(1)), part.group(2)));
                lastUnit = unit;
                end = part.end();
            }
        } catch (ArithmeticException e) {
            throw notADuration(text);
        }
        if (end == 0 || end != text.length()) {
            throw notADuration(text);
        }
        return sum;
    }

    /** Two units at most, the smaller cut off: {@code 2d3h}, {@code 1h5m}, {@code 4m59s}, {@code 4.3s}, {@code 320ms}. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return '-' + format(duration.negated());
        }
        long seconds = duration.toSeconds();
        if (seconds == 0) {
            return duration.isZero() ? "0s" : duration.toMillis() + "ms";
        }
        if (seconds < 60) {
            long tenths = duration.toMillisPart() / 100;
            return tenths == 0 || duration.compareTo(TENTHS_BELOW) >= 0
                    ? seconds + "s"
                    : String.format(Locale.ROOT, "%d.%ds", seconds, tenths);
        }
        if (seconds < 3600) {
            return seconds / 60 + "m" + unlessZero(seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return seconds / 3600 + "h" + unlessZero(seconds % 3600 / 60, "m");
        }
        return seconds / 86_400 + "d" + unlessZero(seconds % 86_400 / 3600, "h");
    }

    private static String unlessZero(long amount, String unit) {
        return amount == 0 ? "" : amount + unit;
    }

    private static int rank(String unit) {
        return switch (unit) {
            case "ms" -> 0;
            case "s" -> 1;
            case "m" -> 2;
            case "h" -> 3;
            default -> 4;
        };
    }

    private static Duration amount(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static IllegalArgumentException notADuration(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a duration (expected: such as 500ms, 15s, 5m, 1h30m, 7d)");
    }
}
