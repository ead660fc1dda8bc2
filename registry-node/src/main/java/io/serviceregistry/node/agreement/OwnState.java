package io.serviceregistry.node.agreement;

import io.serviceregistry.node.core.state.Agreement;
import io.serviceregistry.node.core.state.Standing;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.replication.StateJudge;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges this node's state by the comparisons in the log.
 *
 * <p>A comparison found wrong stays wrong until a later one finds the node right. What this node noted itself at the index
 * compared counts for more than what it is said to have reported: the report may be of the life before a restart, and
 * the state has been built anew since. Without a note, as after a snapshot from beyond that index, the report counts, and after
 * a restart the standing in the snapshot does: a state is trusted on proof, not on hope.
 *
 * <p>A wrong state can be judged from within, because a comparison comes whole from its entry of the log and takes nothing over
 * from the state but the indices of earlier ones.
 */
public final class OwnState implements StateJudge {
    private final String nodeId;
    private final DigestNotes notes;
    private final Consumer<Optional<Divergence>> onChange;
    private long comparedIndex;
    private volatile long agreedIndex;
    private volatile @Nullable Divergence divergence;

    /**
     * Trusted, until a comparison says otherwise.
     *
     * @param onChange told by the thread of apply when the state is found wrong, and, with empty, when it is right again; it
     *     only hands over
     */
    public OwnState(String nodeId, DigestNotes notes, Consumer<Optional<Divergence>> onChange) {
        this.nodeId = nodeId;
        this.notes = notes;
        this.onChange = onChange;
    }

    @Override
    public void restored(StateImage image) {
        notes.clear();
        comparedIndex = image.agreement().comparedIndex();
        Standing standing = image.agreement().find(nodeId);
        if (standing == null) {
            return;
        }
        agreedIndex = standing.agreedIndex();
        if (standing.differs()) {
            boolean latest = standing.differedIndex() == comparedIndex;
            become(new Divergence(
                    standing.differedIndex(),
                    latest ? standing.digest() : null,
                    latest ? image.agreement().majorityDigest() : null));
        }
    }

    @Override
    public void applied(StateImage image) {
        notes.note(image);
        if (image.agreement().comparedIndex() != comparedIndex) {
            comparedIndex = image.agreement().comparedIndex();
            judge(image.agreement());
        }
    }

    private void judge(Agreement agreement) {
        OptionalLong noted = notes.at(comparedIndex);
        Long own = noted.isPresent() ? noted.getAsLong() : null;
        switch (agreement.verdict(nodeId, own)) {
            case RIGHT -> {
                agreedIndex = comparedIndex;
                become(null);
            }
            case WRONG -> {
                Standing standing = agreement.find(nodeId);
                Long reported = standing == null ? null : standing.digest();
                become(new Divergence(comparedIndex, own == null ? reported : own, agreement.majorityDigest()));
            }
            case OPEN -> {}
        }
    }

    private void become(@Nullable Divergence now) {
        Divergence before = divergence;
        divergence = now;
        if ((before == null) != (now == null)) {
            onChange.accept(Optional.ofNullable(now));
        }
    }

    @Override
    public boolean isTrusted() {
        return divergence == null;
    }

    @Override
    public long agreedIndex() {
        return agreedIndex;
    }

    /** How this node's state differs; empty while it is trusted. */
    public Optional<Divergence> divergence() {
        return Optional.ofNullable(divergence);
    }
}
