package io.serviceregistry.bench.fault;

/** What can be done to a node. */
enum Fault {
    /** SIGKILL, and started again after up to three seconds. */
    KILL("kill"),
    /** SIGSTOP for 0.5 to 5 s, then SIGCONT. */
    PAUSE("pause"),
    /** Cut off from the other nodes for 1 to 5 s, while clients still reach it. */
    ISOLATION("isolation");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
