package io.serviceregistry.cli.compose;

/** What can be done to a node's container. */
public enum ContainerFault {
    /** Its process is killed; it is started again. */
    KILL("kill"),
    /** Its processes are stopped in their tracks. */
    PAUSE("pause"),
    /** Its container is taken off its networks: neither nodes nor clients reach it. */
    DISCONNECT("disconnection"),
    /** A third of the packets that come in are dropped. Needs root on the machine of the engine, {@code nsenter} and {@code iptables}. */
    LOSS("packet loss");

    private final String text;

    ContainerFault(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
