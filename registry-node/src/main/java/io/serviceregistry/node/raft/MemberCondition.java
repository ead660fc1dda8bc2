package io.serviceregistry.node.raft;

/**
 * How this node's Raft member is at one look.
 *
 * @param phase how far it is in its life
 * @param leads it leads its term
 * @param ready it leads, and has committed and applied an entry of its own term
 * @param knowsLeader it has heard of a leader of its term, itself included
 * @param term its term; 0 before the first election it has heard of
 * @param progress grows whenever an entry is committed or applied here
 */
public record MemberCondition(
        Phase phase, boolean leads, boolean ready, boolean knowsLeader, long term, long progress) {
    /** What a member does in the course of its life. */
    public enum Phase {
        /** It was made and waits to be taken in by a leader: it neither votes nor stands for election. */
        WAITING,
        /** It takes part, or is being given a snapshot. */
        MEMBER,
        /** It is over. */
        CLOSED
    }
}
