package io.serviceregistry.bench.check.wgl;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asked of the instances of one service, and what it heard. Numbers that were not given, or are not known, are 0.
 */
public sealed interface ServiceOperation {
    /** The instance that it is about; empty when it may be about all of the service. */
    Optional<String> concerned();

    /**
     * What an instance says of itself, as far as it is compared.
     *
     * @param value its metadata, as text
     * @param status its reported status
     */
    record Content(String value, String status) {}

    /** What a read shows of an instance. */
    record Seen(long leaseId, long version, Content content, boolean lapsed, boolean held) {}

    /** When a registration is refused. */
    enum Condition {
        NONE,
        IF_ABSENT,
        PREVIOUS_LEASE
    }

    /**
     * A registration.
     *
     * @param ttlNanos 0 when it does not lapse
     * @param removeAfterNanos from the lapse; negative when it stays
     * @param reason empty when it was granted, or when nobody knows
     * @param leaseId granted, or of the instance that it was refused for
     */
    record Register(
            String instance,
            Content content,
            Condition condition,
            long previousLeaseId,
            long ttlNanos,
            long removeAfterNanos,
            boolean answered,
            String reason,
            long leaseId)
            implements ServiceOperation {
        @Override
        public Optional<String> concerned() {
            return Optional.of(instance);
        }
    }

    /**
     * An update.
     *
     * @param version the instance's, when it was granted, or the one that it was refused for
     */
    record Update(
            String instance,
            long leaseId,
            long expectedVersion,
            Optional<String> value,
            Optional<String> status,
            boolean answered,
            String reason,
            long version)
            implements ServiceOperation {
        @Override
        public Optional<String> concerned() {
            return Optional.of(instance);
        }
    }

    /** A removal. */
    record Deregister(String instance, long leaseId, boolean answered, String reason) implements ServiceOperation {
        @Override
        public Optional<String> concerned() {
            return Optional.of(instance);
        }
    }

    /** A renewal; {@code status} is empty when nobody knows it. */
    record Renew(String instance, long leaseId, String status) implements ServiceOperation {
        @Override
        public Optional<String> concerned() {
            return Optional.of(instance);
        }
    }

    /**
     * A read of some instances at once.
     *
     * @param seen those that were shown
     * @param complete whether those that were not shown are not there; else only what is shown counts
     * @param asked the instances that it is about; empty means all of the service
     */
    record Read(Map<String, Seen> seen, boolean complete, Optional<String> asked) implements ServiceOperation {
        public Read {
            seen = Map.copyOf(seen);
        }

        @Override
        public Optional<String> concerned() {
            return asked;
        }

        /** What it says of each of these, as reads of one instance. */
        List<ServiceOperation> ofEach(Collection<String> instances) {
            return instances.stream()
                    .filter(instance -> complete || seen.containsKey(instance))
                    .<ServiceOperation>map(instance -> new Read(
                            seen.containsKey(instance) ? Map.of(instance, seen.get(instance)) : Map.of(),
                            complete,
                            Optional.of(instance)))
                    .toList();
        }
    }
}
