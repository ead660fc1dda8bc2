package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.LogConfig;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Chooses the look of the log. To be called before anything logs: the logging library reads it once. */
final class LogSetup {
    // Held on to: the JDK forgets the level of a logger that nobody holds.
    /** The gRPC inside Ratis logs through the JDK, past the settings of everything else. */
    private static final Logger RATIS = Logger.getLogger("org.apache.ratis");

    /** A stack trace for each request that is too large: any client could fill the disk with them. */
    private static final Logger MALFORMED_CALLS = Logger.getLogger("io.grpc.netty.NettyServerStream");

    private LogSetup() {}

    static void apply(LogConfig config) {
        RATIS.setLevel(Level.WARNING);
        MALFORMED_CALLS.setLevel(Level.SEVERE);
        System.setProperty("registry.log.level", config.level().name());
        String format = config.format().name().toLowerCase(Locale.ROOT);
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-" + format + ".xml");
        }
    }
}
