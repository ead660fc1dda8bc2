package io.serviceregistry.node.boot;

import io.serviceregistry.node.membership.MembershipRecord;
import io.serviceregistry.node.membership.MembershipStore;
import io.serviceregistry.node.membership.Phase;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeMap;

/** The record in a data directory, {@code membership.properties}. */
final class MembershipFile implements MembershipStore {
    private static final String RESTORED = "restored";
    private static final String FOUNDER = "founder.";
    private static final String NAME = "membership.properties";
    private static final int INCARNATION_BYTES = 16;

    private final Path file;
    private volatile MembershipRecord current;

    private MembershipFile(Path file, MembershipRecord current) {
        this.file = file;
        this.current = current;
    }

    /** Reads the record, or makes one: of a new node, or of one that an earlier version has given a log. */
    static MembershipFile open(Path directory, boolean hasLog) throws IOException {
        Path file = directory.resolve(NAME);
        if (Files.exists(file)) {
            return new MembershipFile(file, read(file));
        }
        MembershipRecord fresh = MembershipRecord.fresh(newIncarnation());
        MembershipFile made = new MembershipFile(file, fresh);
        made.write(hasLog ? fresh.founding(new TreeMap<>()) : fresh);
        return made;
    }

    /** Makes the record of a directory that was restored to a state of this fingerprint. */
    static void writeRestored(Path directory, String fingerprint) throws IOException {
        MembershipRecord restored = MembershipRecord.restored(newIncarnation(), fingerprint);
        new MembershipFile(directory.resolve(NAME), restored).write(restored);
    }

    private static String newIncarnation() {
        byte[] random = new byte[INCARNATION_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    @Override
    public MembershipRecord current() {
        return current;
    }

    @Override
    public void write(MembershipRecord record) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("incarnation", record.incarnation());
        properties.setProperty("phase", record.phase().name().toLowerCase(Locale.ROOT));
        if (record.isRestored()) {
            properties.setProperty(RESTORED, record.restored());
        }
        record.founders().forEach((id, incarnation) -> properties.setProperty(FOUNDER + id, incarnation));
        DurableProperties.write(file, properties, "The node's part in its cluster. Do not edit.");
        current = record;
    }

    private static MembershipRecord read(Path file) throws IOException {
        Properties found = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            found.load(reader);
        }
        TreeMap<String, String> founders = new TreeMap<>();
        for (String key : found.stringPropertyNames()) {
            if (key.startsWith(FOUNDER)) {
                founders.put(key.substring(FOUNDER.length()), found.getProperty(key));
            }
        }
        String phase = found.getProperty("phase", "");
        try {
            return new MembershipRecord(
                    found.getProperty("incarnation", ""),
                    Phase.valueOf(phase.toUpperCase(Locale.ROOT)),
                    founders,
                    found.getProperty(RESTORED, MembershipRecord.NOT_RESTORED));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": phase: " + phase + " (expected: new, founder, joined or removed)", e);
        }
    }
}
