package io.serviceregistry.node.config;

/**
 * How often the nodes compare their states.
 *
 * @param intervalEntries the digest is noted after every so many entries; the same on all nodes
 */
public record AgreementConfig(int intervalEntries) {
    public AgreementConfig {
        Range.check("agreement.interval-entries", intervalEntries, 1, 100_000);
    }
}
