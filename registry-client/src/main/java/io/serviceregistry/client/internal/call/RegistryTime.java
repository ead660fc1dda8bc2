package io.serviceregistry.client.internal.call;

import java.util.concurrent.TimeUnit;

/**
 * The highest registry time seen in any header, and when a node that is up to date last confirmed it.
 *
 * <p>New requests are stamped with it. A stamp that is much too old would make the registry refuse the request as too
 * old to be judged, so knowledge that nobody has confirmed for a minute counts as none.
 *
 * <p>Thread-safe.
 */
public final class RegistryTime {

    /** Far below the ten minutes for which outcomes are kept, far above the time between two renewals. */
    private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private long highestMillis;
    private long confirmedAtNanos;
    private boolean confirmed;

    /**
     * A header was seen.
     *
     * @param upToDate whether the node that answered was certainly up to date
     */
    public synchronized void observe(long registryTimeMillis, boolean upToDate, long nowNanos) {
        highestMillis = Math.max(highestMillis, registryTimeMillis);
        if (upToDate) {
            confirmed = true;
            confirmedAtNanos = nowNanos;
        }
    }

    /** Whether a request may be stamped without asking a node first. */
    public synchronized boolean isFresh(long nowNanos) {
        return confirmed && nowNanos - confirmedAtNanos < FRESH_NANOS;
    }

    /** The stamp for a new request; 0, "none known", when the knowledge is not fresh. */
    public synchronized long stampMillis(long nowNanos) {
        return isFresh(nowNanos) ? highestMillis : 0;
    }
}
