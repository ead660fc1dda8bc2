package io.serviceregistry.client.balance;

import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.ServiceSnapshot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * There is no instance to call, or none that has not been tried; the message tells what is known and what each stage decided.
 * No call was made.
 *
 * <p>Not a {@link io.serviceregistry.client.RegistryException}: no call to the registry failed, and to ask the registry again
 * would not help.
 */
public final class NoInstanceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ServiceSnapshot.Source source;
    private final @Nullable EmptyReason whyNoneHealthy;
    private final int tried;

    NoInstanceException(String service, ServiceSnapshot snapshot, List<Selection> selections, int tried) {
        super("No instance of " + service + " to call: " + why(snapshot, tried) + "; " + snapshot + "; stages: "
                + selections);
        this.source = snapshot.source();
        this.whyNoneHealthy = snapshot.whyNoneHealthy().orElse(null);
        this.tried = tried;
    }

    /** Where the knowledge of the service is from; with NONE nothing is known yet, and waiting may help. */
    public ServiceSnapshot.Source source() {
        return source;
    }

    /** Why no instance is healthy; empty when some are but were tried or left out, and when it is not known. */
    public Optional<EmptyReason> whyNoneHealthy() {
        return Optional.ofNullable(whyNoneHealthy);
    }

    /** How many instances the caller had tried already. */
    public int tried() {
        return tried;
    }

    private static String why(ServiceSnapshot snapshot, int tried) {
        if (snapshot.source() == ServiceSnapshot.Source.NONE) {
            return "nothing is known of it yet";
        }
        if (tried > 0) {
            return tried + " tried, and no other is left";
        }
        return snapshot.whyNoneHealthy().map(EmptyReason::name).orElse("a stage left none");
    }
}
