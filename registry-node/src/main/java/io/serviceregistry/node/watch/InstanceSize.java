package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.InstanceView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an instance takes, roughly: to bound what is kept and what is sent at once, without encoding it. */
final class InstanceSize {
    /** Keys, numbers and objects. */
    private static final int FIXED_BYTES = 300;

    private InstanceSize() {}

    /** The characters of its texts, and what surrounds them. */
    static int of(@Nullable InstanceView view) {
        if (view == null) {
            return 0;
        }
        InstanceSpec spec = view.instance().spec();
        int bytes = FIXED_BYTES + spec.zone().length();
        for (Endpoint endpoint : spec.endpoints()) {
            bytes += endpoint.name().length() + endpoint.uri().length();
        }
        for (Map.Entry<String, String> entry : spec.metadata().entrySet()) {
            bytes += entry.getKey().length() + entry.getValue().length();
        }
        for (String tag : spec.tags()) {
            bytes += tag.length();
        }
        for (Check check : spec.checks()) {
            bytes += check.name().length() + check.output().length();
        }
        return bytes;
    }
}
