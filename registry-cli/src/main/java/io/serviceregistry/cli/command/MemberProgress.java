package io.serviceregistry.cli.command;

import io.serviceregistry.cli.time.Patience;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.Member;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Changes the membership, and says how far it is. */
final class MemberProgress {
    private static final Duration INTERVAL = Duration.ofMillis(300);

    /** A new node is given the whole state first. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Session session;
    private final RegistryClient client;
    private String said = "";

    MemberProgress(Session session, RegistryClient client) {
        this.session = session;
        this.client = client;
    }

    /** The last log index that a member says it has; a dash when it says nothing. */
    static String logIndex(Member member) {
        NodeStatus status = member.status();
        return status == null ? "-" : Long.toString(status.header().logIndex());
    }

    /**
     * Asks for a change until it is done. Asking again does no harm: a leader that hands over first, or an answer that did not come in
     * time, ends nothing.
     *
     * @throws RegistryException when it is refused, or not done within ten minutes
     */
    void until(String node, boolean voter, Supplier<CompletableFuture<AnswerHeader>> change) {
        Patience patience = Patience.of(session.clock(), LIMIT, INTERVAL);
        CompletableFuture<AnswerHeader> asked = change.get();
        boolean again = false;
        while (true) {
            if (asked.isDone()) {
                try {
                    asked.join();
                    return;
                } catch (CompletionException e) {
                    RegistryException refusal = refusal(e);
                    boolean open = again || mayComeToIt(refusal);
                    if (open && isDone(node, voter)) {
                        return;
                    }
                    if (!mayComeToIt(refusal) || !patience.pause()) {
                        throw refusal;
                    }
                }
                again = true;
                asked = change.get();
            }
            say(node);
            if (!patience.pause()) {
                asked.handle((answer, failure) -> failure).join(); // the last one: it has a deadline
            }
        }
    }

    private static RegistryException refusal(CompletionException thrown) {
        if (thrown.getCause() instanceof RegistryException refusal) {
            return refusal;
        }
        throw thrown;
    }

    private boolean isDone(String node, boolean voter) {
        List<Member> known = members();
        return !known.isEmpty()
                && known.stream().anyMatch(member -> member.nodeId().equals(node) && member.voter()) == voter;
    }

    /** None while nobody can be asked. */
    private List<Member> members() {
        try {
            return client.listMembers().members();
        } catch (RegistryException e) {
            return List.of();
        }
    }

    private void say(String node) {
        String now = members().stream()
                .map(member -> member.nodeId() + ' ' + logIndex(member))
                .collect(Collectors.joining(", ", node + ": log indexes: ", ""));
        if (!now.equals(said) && !session.isJson()) {
            session.terminal().notice(now);
        }
        said = now;
    }

    private static boolean mayComeToIt(RegistryException failure) {
        return switch (failure.reason()) {
            case NO_LEADER, INDETERMINATE, NOT_READY, NO_QUORUM, STOPPING, OVERLOADED, DEADLINE_PASSED, UNREACHABLE ->
                true;
            default -> false;
        };
    }
}
