package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.LogConfig;
import java.util.Locale;

/** Chooses the look of the log. To be called before anything logs: the logging library reads it once. */
final class LogSetup {
    private LogSetup() {}

    static void apply(LogConfig config) {
        System.setProperty("registry.log.level", config.level().name());
        String format = config.format().name().toLowerCase(Locale.ROOT);
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-" + format + ".xml");
        }
    }
}
