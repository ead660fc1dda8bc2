package io.serviceregistry.node.boot;

import io.serviceregistry.node.membership.AddressEntry;
import io.serviceregistry.node.membership.AddressStore;
import io.serviceregistry.node.membership.NodeAddresses;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The address book in a data directory, {@code addresses.properties}. */
final class AddressFile implements AddressStore {
    private static final Logger LOG = LoggerFactory.getLogger(AddressFile.class);
    private static final String GENERATION = ".generation";

    private final Path file;
    private final List<AddressEntry> found;
    private final Executor writer;

    /**
     * Reads the book.
     *
     * @param writer runs one task at a time, which may block on the disk
     */
    AddressFile(Path directory, Executor writer) throws IOException {
        this.file = directory.resolve("addresses.properties");
        this.writer = writer;
        this.found = Files.exists(file) ? read(file) : List.of();
    }

    @Override
    public Collection<AddressEntry> load() {
        return found;
    }

    @Override
    public void keep(Collection<AddressEntry> entries) {
        Properties properties = new Properties();
        for (AddressEntry entry : entries) {
            String id = entry.nodeId();
            properties.setProperty(id + GENERATION, Long.toString(entry.generation()));
            properties.setProperty(id + ".grpc", entry.addresses().grpc());
            properties.setProperty(id + ".peer", entry.addresses().peer());
            properties.setProperty(id + ".raft", entry.addresses().raft());
            properties.setProperty(id + ".http", entry.addresses().http());
        }
        writer.execute(() -> write(properties));
    }

    private void write(Properties properties) {
        try {
            DurableProperties.write(file, properties, "Where the nodes said that they are. Do not edit.");
        } catch (IOException e) {
            LOG.warn("Where the other nodes are was not written down: after a restart this node must hear it again", e);
        }
    }

    private static List<AddressEntry> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        try {
            return properties.stringPropertyNames().stream()
                    .filter(key -> key.endsWith(GENERATION))
                    .map(key -> entry(key.substring(0, key.length() - GENERATION.length()), properties))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage() + " (expected: what the node has written)", e);
        }
    }

    private static AddressEntry entry(String id, Properties properties) {
        return new AddressEntry(
                id,
                Long.parseLong(properties.getProperty(id + GENERATION)),
                new NodeAddresses(
                        properties.getProperty(id + ".grpc", ""),
                        properties.getProperty(id + ".peer", ""),
                        properties.getProperty(id + ".raft", ""),
                        properties.getProperty(id + ".http", "")));
    }
}
