package io.serviceregistry.node.testkit;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Status;
import java.util.List;
import java.util.TreeMap;

/** Commands as a caller of the write path would bring them. */
public final class ManualCommands {
    private ManualCommands() {}

    /** An instance of service «pay». */
    public static InstanceSpec spec(String instanceId, long ttlMillis, long removeAfterMillis) {
        return new InstanceSpec(
                InstanceKey.of("default", "pay", instanceId),
                List.of(),
                new TreeMap<>(),
                List.of(),
                "",
                1,
                Status.UP,
                List.of(),
                ttlMillis,
                removeAfterMillis);
    }

    /** The registration of an instance of service «pay», whoever holds it now. */
    public static RegisterInstance register(String instanceId, long ttlMillis, long removeAfterMillis) {
        return new RegisterInstance(spec(instanceId, ttlMillis, removeAfterMillis), Condition.NONE, 0);
    }

    /** A registration that may be repeated without harm. */
    public static LoggedCommand repeatable(String instanceId, long sequence) {
        RequestId request = new RequestId("client", sequence, 1, RequestId.ISSUED_UNKNOWN);
        return new LoggedCommand(request, LoggedCommand.NO_LIMIT, register(instanceId, 10_000, 10_000));
    }

    /** A registration that must not be repeated. */
    public static LoggedCommand once(String instanceId) {
        return LoggedCommand.internal(register(instanceId, 10_000, 10_000));
    }
}
