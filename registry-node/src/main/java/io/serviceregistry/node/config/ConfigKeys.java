package io.serviceregistry.node.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Every key there is, with its default: the one list of them. What each means is written in cluster-config/node.yaml. */
final class ConfigKeys {
    /** Marks a key that has no default. */
    static final String REQUIRED = "";

    static final String MEMBERS = "cluster.members";

    /** The default of each key by its path. An empty default means that the key is required, but for the bind host. */
    static final Map<String, String> DEFAULTS = defaults();

    private ConfigKeys() {}

    private static Map<String, String> defaults() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("cluster.id", REQUIRED);
        keys.put(MEMBERS, REQUIRED);
        keys.put("node.id", REQUIRED);
        keys.put("node.data-dir", REQUIRED);
        keys.put("node.bind-host", "");
        keys.put("raft.election-timeout-min", "500ms");
        keys.put("raft.election-timeout-max", "1000ms");
        keys.put("raft.request-timeout", "2s");
        keys.put("raft.snapshot-entries", "100000");
        keys.put("raft.snapshot-size", "64MB");
        keys.put("raft.snapshot-interval", "10m");
        keys.put("raft.log-segment-size", "16MB");
        keys.put("raft.preserved-log-entries", "20000");
        keys.put("disk.slow-after", "1s");
        keys.put("disk.failed-after", "30s");
        keys.put("lease.tick", "50ms");
        keys.put("lease.grace", "5s");
        keys.put("requests.window", "10m");
        keys.put("requests.max-remembered", "1000000");
        keys.put("storm.percent", "50");
        keys.put("storm.min-lapses", "5");
        keys.put("storm.max-hold", "10m");
        keys.put("agreement.interval-entries", "20");
        keys.put("watch.history-changes", "100000");
        keys.put("watch.history-size", "64MB");
        keys.put("watch.max-watches", "10000");
        keys.put("limits.max-instances-per-service", "100000");
        keys.put("limits.max-instances", "1000000");
        keys.put("limits.lane-commands", "20000");
        keys.put("limits.lane-size", "32MB");
        keys.put("limits.max-request-size", "1MB");
        keys.put("limits.max-calls-per-connection", "1000");
        keys.put("stop.drain", "5s");
        keys.put("stop.leadership", "3s");
        keys.put("stop.close", "10s");
        keys.put("log.format", "text");
        keys.put("log.level", "info");
        return keys;
    }

    static boolean isRequired(String key) {
        return REQUIRED.equals(DEFAULTS.get(key)) && !key.equals("node.bind-host");
    }

    /** The variable that overrides a key. */
    static String variable(String key) {
        return "REGISTRY_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The names of the sections. */
    static SortedSet<String> sections() {
        SortedSet<String> sections = new TreeSet<>();
        DEFAULTS.keySet().forEach(key -> sections.add(key.substring(0, key.indexOf('.'))));
        return sections;
    }

    /** The candidate that differs least from what was written, if any is similar at all. */
    static Optional<String> nearest(String written, Iterable<String> candidates) {
        String nearest = null;
        int least = Math.max(2, written.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(written, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** How many characters must be inserted, left out or replaced to make one of the other. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
