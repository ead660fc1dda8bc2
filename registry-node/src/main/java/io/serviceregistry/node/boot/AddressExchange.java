package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.membership.AddressBook;
import io.serviceregistry.node.membership.AddressEntry;
import io.serviceregistry.node.rpc.AddressGrpcClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the others where this node is, and hears where all are. Asks everywhere where a member may be: where it said it is, where
 * the log has it, and where this node's configuration has it, which is the newest when all have moved at once.
 *
 * <p>{@link #run} is called by one thread; the rest is thread-safe.
 */
final class AddressExchange implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AddressExchange.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    private final String nodeId;
    private final List<Cluster> sources;
    private final AddressBook book;
    private final AddressGrpcClient others;
    private final Runnable moved;

    /**
     * Of a node.
     *
     * @param sources where members may be
     * @param moved run when anything was news
     */
    AddressExchange(String nodeId, List<Cluster> sources, AddressBook book, AddressGrpcClient others, Runnable moved) {
        this.nodeId = nodeId;
        this.sources = List.copyOf(sources);
        this.book = book;
        this.others = others;
        this.moved = moved;
    }

    /** Tells all once. Does not block. */
    @Override
    public void run() {
        Set<Address> addresses = sources.stream()
                .flatMap(source -> source.members().stream())
                .filter(member -> !member.id().equals(nodeId))
                .map(MemberConfig::peer)
                .collect(Collectors.toSet());
        others.keep(addresses);
        for (Address address : addresses) {
            var unused = others.exchange(address, book.entries().values(), ANSWER_WITHIN)
                    .thenAccept(this::hear);
        }
    }

    /** What this node knows once it has heard what another does. */
    Collection<AddressEntry> answer(Collection<AddressEntry> told) {
        hear(told);
        return book.entries().values();
    }

    private void hear(Collection<AddressEntry> told) {
        Map<String, AddressEntry> before = book.entries();
        if (book.hear(told)) {
            moved.run();
            book.entries().forEach((node, entry) -> report(before.get(node), entry));
        }
    }

    private static void report(@Nullable AddressEntry before, AddressEntry now) {
        if (before != null && !before.addresses().equals(now.addresses())) {
            LOG.info("Node {} is elsewhere now: {}", now.nodeId(), now.addresses());
        }
    }

    @Override
    public void close() {
        others.close();
    }
}
