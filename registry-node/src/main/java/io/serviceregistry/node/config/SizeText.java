package io.serviceregistry.node.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as operators write them: a whole number with a unit; the units are powers of 1,024. */
final class SizeText {
    static final String RULE = "a size such as 512KB, 64MB or 1GB";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(B|KB|MB|GB)");
    private static final Map<String, Integer> UNIT_SHIFT = Map.of("B", 0, "KB", 10, "MB", 20, "GB", 30);

    private SizeText() {}

    static long parse(String key, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new ConfigException(key, text, RULE);
        }
        return Long.parseLong(form.group(1)) << UNIT_SHIFT.getOrDefault(form.group(2), 0);
    }

    static String format(long bytes) {
        for (String unit : new String[] {"GB", "MB", "KB"}) {
            int shift = UNIT_SHIFT.getOrDefault(unit, 0);
            if (bytes != 0 && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + unit;
            }
        }
        return bytes + "B";
    }
}
