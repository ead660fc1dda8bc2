package io.serviceregistry.node.http.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.QueryParams;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.Instance;
import java.util.List;

/**
 * What each renewal changes in an instance: how many there were, and how long the lease still runs. By HTTP it is answered only to
 * those who ask for it, so that an answer stays the same for as long as the catalog does.
 */
final class LeaseState {
    /** Asks for it. */
    static final String PARAMETER = "with_lease_state";

    /** What gRPC has instead. */
    static final String OPPOSITE = "without_lease_state";

    private LeaseState() {}

    /** Whether a method answers with instances. */
    static boolean concerns(Binding binding) {
        return !binding.method().isServerStreaming()
                && binding.method().getOutputType().getFields().stream()
                        .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                        .anyMatch(field -> field.getMessageType().equals(Instance.getDescriptor()));
    }

    /** Whether a query asks for it. */
    static boolean asked(QueryParams query) {
        List<String> values = query.getAll(PARAMETER);
        if (values.size() > 1) {
            throw new InvalidFieldException(PARAMETER, values.size() + " of them", "at most one");
        }
        return !values.isEmpty() && FieldText.bool(PARAMETER, values.get(0));
    }

    /** Spares the service the work, where the request can say so. */
    static void leaveOut(Message.Builder request) {
        FieldDescriptor field = request.getDescriptorForType().findFieldByName(OPPOSITE);
        if (field != null) {
            request.setField(field, true);
        }
    }

    /** Takes it out of an answer of a service that could not be asked to leave it out. */
    static Message without(Message answer) {
        if (answer instanceof GetInstanceResponse found) {
            Instance instance = found.getInstance().toBuilder()
                    .clearRenewals()
                    .clearLeaseRemainingMillis()
                    .build();
            return found.toBuilder().setInstance(instance).build();
        }
        return answer;
    }
}
