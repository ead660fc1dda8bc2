package io.serviceregistry.node.http.small;

import io.serviceregistry.node.core.model.InstanceKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids by which callers of these endpoints name an instance without its service: {@code service:instance}. No service has a colon in
 * its name, so the first one separates, and nothing needs to be remembered. An instance that came through another door has one, too.
 */
final class InstanceIds {
    private static final Pattern ID = Pattern.compile("([A-Za-z0-9._-]{1,255}):([!-~]{1,255})");

    private InstanceIds() {}

    /** The id of an instance. */
    static String of(InstanceKey key) {
        return key.service().service() + ':' + key.instanceId();
    }

    /** The instance that an id names; none when it is an id of another registry. */
    static Optional<InstanceKey> read(String id) {
        Matcher parts = ID.matcher(id);
        return parts.matches() ? Optional.of(InstanceKey.of("", parts.group(1), parts.group(2))) : Optional.empty();
    }
}
