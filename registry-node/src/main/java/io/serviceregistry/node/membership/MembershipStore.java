package io.serviceregistry.node.membership;

import java.io.IOException;

/** Port to where the record is kept. Thread-safe. */
public interface MembershipStore {
    /** The record as it was written last. */
    MembershipRecord current();

    /** Replaces the record; on return it survives a loss of power. Blocks on the disk. */
    void write(MembershipRecord record) throws IOException;
}
