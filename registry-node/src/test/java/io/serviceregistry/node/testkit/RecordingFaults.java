package io.serviceregistry.node.testkit;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Notes faults and ends nothing. */
public final class RecordingFaults implements FaultHandler {
    /** A fault as it was reported. */
    public record Fault(
            FaultKind kind, String what, @Nullable Throwable cause) {}

    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    /** What was reported so far. */
    public List<Fault> faults() {
        return faults;
    }

    @Override
    public void onFault(FaultKind kind, String what, @Nullable Throwable cause) {
        faults.add(new Fault(kind, what, cause));
    }
}
