package io.serviceregistry.client.internal.call;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.serviceregistry.client.ClientStats;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls by method. Methods are there before their first call, so that a first failure is seen as a step from zero.
 *
 * <p>Thread-safe; counting takes no lock.
 */
public final class CallCounts {

    private final Map<String, OfMethod> methods = new ConcurrentHashMap<>();

    CallCounts() {
        List<ServiceDescriptor> services = List.of(
                RegistrationServiceGrpc.getServiceDescriptor(),
                DiscoveryServiceGrpc.getServiceDescriptor(),
                AdminServiceGrpc.getServiceDescriptor());
        for (ServiceDescriptor service : services) {
            for (MethodDescriptor<?, ?> method : service.getMethods()) {
                String name = method.getBareMethodName();
                if (method.getType() == MethodDescriptor.MethodType.UNARY && name != null) {
                    of(name);
                }
            }
        }
    }

    /** The counts of one method. */
    OfMethod of(String method) {
        return methods.computeIfAbsent(method, unused -> new OfMethod());
    }

    /** The counts now, by method. */
    public SortedMap<String, ClientStats.Calls> snapshot() {
        SortedMap<String, ClientStats.Calls> snapshot = new TreeMap<>();
        methods.forEach((method, counts) -> snapshot.put(method, counts.snapshot()));
        return snapshot;
    }

    static final class OfMethod {
        private final LongAdder ok = new LongAdder();
        private final LongAdder notApplied = new LongAdder();
        private final LongAdder indeterminate = new LongAdder();
        private final LongAdder attempts = new LongAdder();
        private final LongAdder retries = new LongAdder();

        void attempted(boolean again) {
            attempts.increment();
            if (again) {
                retries.increment();
            }
        }

        void ended(@Nullable RegistryException failure) {
            if (failure == null) {
                ok.increment();
            } else if (failure.outcome() == Outcome.NOT_APPLIED) {
                notApplied.increment();
            } else {
                indeterminate.increment();
            }
        }

        private ClientStats.Calls snapshot() {
            return new ClientStats.Calls(
                    ok.sum(), notApplied.sum(), indeterminate.sum(), attempts.sum(), retries.sum());
        }
    }
}
