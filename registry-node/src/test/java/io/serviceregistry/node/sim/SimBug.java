package io.serviceregistry.node.sim;

/** Mistakes that can be planted, to show that the simulation would find them. */
enum SimBug {
    NONE(""),
    /** A new leader gives no grace. */
    NO_GRACE("NoEarlyExpiry"),
    /** A read is served by a round that was already under way when it arrived. */
    READ_JOINS_ROUND("Linearizable"),
    /** A leader takes its own term for the answers of others. */
    OWN_VOTE_COUNTS_TWICE("Linearizable"),
    /** A read is answered from the state at hand. */
    READ_WITHOUT_BARRIER("Linearizable"),
    /** Registry time makes up for pauses. */
    CLOCK_MAKES_UP_PAUSES("NoEarlyExpiry"),
    /** Apply does what the leader decided on, without looking at the lease again. */
    EXPIRY_NOT_CHECKED_AGAIN("NoEarlyExpiry"),
    /** New leases do not reach the expiry index. */
    NEW_LEASES_NOT_INDEXED("EventualExpiry"),
    /** Outcomes of requests are not remembered. */
    REQUESTS_FORGOTTEN("ExactlyOnce"),
    /** A forwarded write that is not answered is said not to be in the log. */
    NO_ANSWER_IS_TAKEN_FOR_NO("NeverLieAboutTheOutcome"),
    /** One node applies updates its own way. */
    ONE_NODE_DIFFERS("SameDigestAtSameIndex");

    private final String breaks;

    SimBug(String breaks) {
        this.breaks = breaks;
    }

    /** The guarantee that does not hold with it. */
    String breaks() {
        return breaks;
    }
}
