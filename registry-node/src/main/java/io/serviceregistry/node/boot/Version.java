package io.serviceregistry.node.boot;

import org.jspecify.annotations.Nullable;

/** The version of this build. */
final class Version {
    /** As in the jar's manifest; "development" when the classes do not come from a jar. */
    static final String CURRENT = of(Version.class.getPackage().getImplementationVersion());

    private Version() {}

    private static String of(@Nullable String manifest) {
        return manifest == null ? "development" : manifest;
    }
}
