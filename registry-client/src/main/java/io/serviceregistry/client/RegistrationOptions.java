package io.serviceregistry.client;

import java.util.Objects;

/**
 * How a {@link Registration} behaves.
 *
 * @param ifAbsent refuse the first registration when the instance is there, rather than take it over
 * @param deregisterOnClose remove the instance on close; otherwise its lease is left to lapse
 * @param listener hears what becomes of it
 */
public record RegistrationOptions(boolean ifAbsent, boolean deregisterOnClose, RegistrationListener listener) {

    /** Takes the instance over, deregisters on close, tells nobody. */
    public static final RegistrationOptions DEFAULT =
            new RegistrationOptions(false, true, new RegistrationListener() {});

    public RegistrationOptions {
        Objects.requireNonNull(listener, "listener");
    }

    /** With the first registration refused when the instance is there. */
    public RegistrationOptions onlyIfAbsent() {
        return new RegistrationOptions(true, deregisterOnClose, listener);
    }

    /** Leaving the lease to lapse on close, as if the process had died. */
    public RegistrationOptions keptOnClose() {
        return new RegistrationOptions(ifAbsent, false, listener);
    }

    /** Telling this listener. */
    public RegistrationOptions withListener(RegistrationListener listener) {
        return new RegistrationOptions(ifAbsent, deregisterOnClose, listener);
    }
}
