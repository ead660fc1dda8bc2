package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.LogConfig;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Chooses the look of the log. To be called before anything logs: the logging library reads it once. */
final class LogSetup {
    /** Held on to: the JDK forgets the level of a logger that nobody holds. */
    private static final Logger RATIS = Logger.getLogger("org.apache.ratis");

    private LogSetup() {}

    static void apply(LogConfig config) {
        // The gRPC inside Ratis logs through the JDK, past the settings of everything else.
        RATIS.setLevel(Level.WARNING);
        System.setProperty("registry.log.level", config.level().name());
        String format = config.format().name().toLowerCase(Locale.ROOT);
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-" + format + ".xml");
        }
    }
}
