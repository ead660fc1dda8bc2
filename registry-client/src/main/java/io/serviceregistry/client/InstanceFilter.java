package io.serviceregistry.client;

/** Which instances of a service to answer with. */
public enum InstanceFilter {
    /** Status UP or WARN; of a held service, the lapsed ones too. */
    HEALTHY,
    /** All but the lapsed; of a held service, the lapsed ones too. */
    ALIVE,
    /** Every instance, the lapsed included. */
    ALL
}
