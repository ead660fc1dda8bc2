package io.serviceregistry.node.rpc;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.door.CallObserver.Operation;
import io.serviceregistry.node.door.Failures;
import io.serviceregistry.node.time.Clock;

/**
 * A service whose calls are told to an observer as they end. What each method tells it to is looked up once, when the service is
 * bound.
 */
public final class ObservedService implements BindableService {
    private static final String DOOR = "grpc";

    private final BindableService service;
    private final CallObserver observer;
    private final Clock clock;

    public ObservedService(BindableService service, CallObserver observer, Clock clock) {
        this.service = service;
        this.observer = observer;
        this.clock = clock;
    }

    @Override
    public ServerServiceDefinition bindService() {
        ServerServiceDefinition plain = service.bindService();
        ServerServiceDefinition.Builder observed = ServerServiceDefinition.builder(plain.getServiceDescriptor());
        plain.getMethods().forEach(method -> observed.addMethod(observed(method)));
        return observed.build();
    }

    private <Q, R> ServerMethodDefinition<Q, R> observed(ServerMethodDefinition<Q, R> method) {
        Operation operation = observer.operation(
                DOOR, String.valueOf(method.getMethodDescriptor().getBareMethodName()));
        boolean answersOnce = method.getMethodDescriptor().getType().serverSendsOneMessage();
        ServerCallHandler<Q, R> handler = method.getServerCallHandler();
        return method.withServerCallHandler((call, headers) -> {
            ObservedCall<Q, R> observed = new ObservedCall<>(call, operation, answersOnce, clock);
            return new SimpleForwardingServerCallListener<>(handler.startCall(observed, headers)) {
                @Override
                public void onCancel() {
                    observed.ended(CallObserver.CANCELLED);
                    super.onCancel();
                }
            };
        });
    }

    /** A call under way. */
    private static final class ObservedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final Operation operation;
        private final boolean answersOnce;
        private final Clock clock;
        private final long beganAtNanos;
        private boolean ended;

        ObservedCall(ServerCall<Q, R> call, Operation operation, boolean answersOnce, Clock clock) {
            super(call);
            this.operation = operation;
            this.answersOnce = answersOnce;
            this.clock = clock;
            this.beganAtNanos = clock.monotonicNanos();
        }

        @Override
        public void close(Status status, Metadata trailers) {
            ended(status.isOk() ? CallObserver.OK : outcome(status));
            super.close(status, trailers);
        }

        /** Whichever comes first: the answer, or that nobody waits for it any more. */
        void ended(String outcome) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            if (answersOnce) {
                operation.answered(outcome, clock.monotonicNanos() - beganAtNanos);
            } else {
                operation.closed(outcome);
            }
        }

        /** The reason that the caller is told; the code, where gRPC itself has ended the call. */
        private static String outcome(Status status) {
            Throwable cause = status.getCause();
            return cause == null
                    ? status.getCode().name()
                    : Failures.name(Failures.describe(cause).reason());
        }
    }
}
