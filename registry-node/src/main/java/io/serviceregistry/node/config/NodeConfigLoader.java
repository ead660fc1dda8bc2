package io.serviceregistry.node.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration of a node from a YAML file; environment variables override it key by key.
 *
 * <p>Strict: what is not known, doubled, or of the wrong kind is an error, because a setting that was meant and does not
 * hold is found in production. The variable of a key is its path in capitals with {@code REGISTRY_} before it and an
 * underscore for every dot and dash. The environment belongs to others too, so a variable that is no key is ignored,
 * unless it looks like a slip of the pen.
 */
public final class NodeConfigLoader {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> environment;
    private final Map<String, String> texts = new HashMap<>();
    private @Nullable List<MemberConfig> members;

    private NodeConfigLoader(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException with a message for the operator, in one line
     */
    public static NodeConfig load(Path file, Map<String, String> environment) {
        try {
            return parse(Files.readString(file), environment);
        } catch (ConfigException e) {
            throw new ConfigException(e.key().orElse(null), file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigException(
                    null, file + ": cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")");
        }
    }

    /**
     * Reads the text of a file.
     *
     * @throws ConfigException with a message for the operator, in one line
     */
    public static NodeConfig parse(String yaml, Map<String, String> environment) {
        NodeConfigLoader loader = new NodeConfigLoader(environment);
        loader.readFile(yaml);
        loader.readEnvironment();
        try {
            return loader.build();
        } catch (ConfigException e) {
            throw loader.withVariable(e);
        }
    }

    static ConfigException unknownKey(String key, Iterable<String> known) {
        String hint = ConfigKeys.nearest(key, known)
                .map(nearest -> " (did you mean " + nearest + "?)")
                .orElse("");
        return new ConfigException(key, key + ": no such key" + hint);
    }

    private void readFile(String yaml) {
        JsonNode root;
        try {
            root = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String place = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            throw new ConfigException(
                    null, place + e.getOriginalMessage().strip().replaceAll("\\s+", " "));
        }
        if (root.isMissingNode() || root.isNull()) {
            return;
        }
        if (!root.isObject()) {
            throw new ConfigException("the file", root, "sections such as cluster and node");
        }
        root.fields().forEachRemaining(section -> readSection(section.getKey(), section.getValue()));
    }

    private void readSection(String name, JsonNode section) {
        if (!ConfigKeys.sections().contains(name)) {
            throw unknownKey(name, ConfigKeys.sections());
        }
        if (!section.isObject()) {
            throw new ConfigException(name, section, "a section with keys of its own");
        }
        section.fields().forEachRemaining(field -> readKey(name + "." + field.getKey(), field.getValue()));
    }

    private void readKey(String key, JsonNode value) {
        if (!ConfigKeys.DEFAULTS.containsKey(key)) {
            throw unknownKey(key, ConfigKeys.DEFAULTS.keySet());
        }
        if (key.equals(ConfigKeys.MEMBERS)) {
            members = MembersText.fromFile(value);
        } else if (!value.isValueNode() || value.isNull()) {
            throw new ConfigException(key, value, "a single value");
        } else {
            texts.put(key, value.asText().strip());
        }
    }

    private void readEnvironment() {
        Map<String, String> keys = new HashMap<>();
        ConfigKeys.DEFAULTS.keySet().forEach(key -> keys.put(ConfigKeys.variable(key), key));
        environment.forEach((variable, value) -> {
            String key = keys.get(variable);
            if (key != null) {
                override(key, value);
            } else if (variable.startsWith("REGISTRY_")) {
                ConfigKeys.nearest(variable, keys.keySet())
                        .filter(nearest -> ConfigKeys.distance(variable, nearest) <= 2)
                        .ifPresent(nearest -> {
                            throw new ConfigException(
                                    null, variable + ": no such variable (did you mean " + nearest + "?)");
                        });
            }
        });
    }

    private void override(String key, String value) {
        if (key.equals(ConfigKeys.MEMBERS)) {
            try {
                members = MembersText.fromVariable(value);
            } catch (ConfigException e) {
                throw withVariable(e);
            }
        } else {
            texts.put(key, value.strip());
        }
    }

    /** Says so when the value at fault comes from the environment. */
    private ConfigException withVariable(ConfigException e) {
        String key = e.key().orElse("");
        String variable = ConfigKeys.variable(key.startsWith(ConfigKeys.MEMBERS) ? ConfigKeys.MEMBERS : key);
        return environment.containsKey(variable) ? new ConfigException(key, e.getMessage() + ", from " + variable) : e;
    }

    private NodeConfig build() {
        ConfigValues values = new ConfigValues(texts);
        String clusterId = values.text("cluster.id");
        if (members == null) {
            values.text(ConfigKeys.MEMBERS); // says that it is missing
        }
        return new NodeConfig(
                new ClusterConfig(clusterId, members == null ? List.of() : members),
                new SelfConfig(
                        values.text("node.id"), Path.of(values.text("node.data-dir")), values.text("node.bind-host")),
                new RaftConfig(
                        values.duration("raft.election-timeout-min"),
                        values.duration("raft.election-timeout-max"),
                        values.duration("raft.request-timeout"),
                        values.number("raft.snapshot-entries"),
                        values.size("raft.snapshot-size"),
                        values.duration("raft.snapshot-interval"),
                        values.size("raft.log-segment-size"),
                        values.number("raft.preserved-log-entries")),
                new DiskConfig(values.duration("disk.slow-after"), values.duration("disk.failed-after")),
                new LeaseConfig(values.duration("lease.tick"), values.duration("lease.grace")),
                new RequestsConfig(values.duration("requests.window"), values.number("requests.max-remembered")),
                new StormConfig(
                        values.number("storm.percent"),
                        values.number("storm.min-lapses"),
                        values.duration("storm.max-hold")),
                new AgreementConfig(values.number("agreement.interval-entries")),
                new WatchConfig(
                        values.number("watch.history-changes"),
                        values.size("watch.history-size"),
                        values.number("watch.max-watches")),
                new LimitsConfig(
                        values.number("limits.max-instances-per-service"),
                        values.number("limits.max-instances"),
                        values.number("limits.lane-commands"),
                        values.size("limits.lane-size"),
                        Math.toIntExact(Math.min(values.size("limits.max-request-size"), Integer.MAX_VALUE)),
                        values.number("limits.max-calls-per-connection")),
                new StopConfig(
                        values.duration("stop.drain"),
                        values.duration("stop.leadership"),
                        values.duration("stop.close")),
                new LogConfig(
                        LogConfig.format("log.format", values.text("log.format")),
                        LogConfig.level("log.level", values.text("log.level"))));
    }
}
