package io.serviceregistry.bench.load;

import io.grpc.Channel;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.KeepAliveRequest;
import io.serviceregistry.proto.v1.KeepAliveResponse;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.ReadOptions;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * The service registry: each caller is a client of its own with request ids, as those of the client library are, and renews
 * over the stream for that.
 */
public final class RegistryTarget implements Target {
    private final Channels channels;
    private final LeasePolicy lease;
    private final long seed;
    private final AtomicLong revision = new AtomicLong();
    private final AtomicLong registryTimeMillis = new AtomicLong();

    /**
     * A target of nodes at addresses.
     *
     * @param ttl of the leases registered; the instances go when they lapse
     * @param seed for the order in which services are asked for
     */
    public RegistryTarget(List<String> addresses, int connectionsPerNode, Duration ttl, long seed) {
        this(addresses, connectionsPerNode, ttl, Duration.ZERO, seed);
    }

    /** The same with instances that go so long after they have lapsed. */
    public RegistryTarget(
            List<String> addresses, int connectionsPerNode, Duration ttl, Duration removeAfter, long seed) {
        this.channels = new Channels(addresses, connectionsPerNode);
        this.lease = LeasePolicy.newBuilder()
                .setTtlMillis(ttl.toMillis())
                .setRemoveAfterMillis(removeAfter.toMillis())
                .build();
        this.seed = seed;
    }

    @Override
    public Caller registering(int index, InstanceNames names, LongConsumer leases) {
        return new Registering(channels.of(index), names, leases);
    }

    @Override
    public Renewals renewals(int index) {
        OrderedStream<KeepAliveRequest, KeepAliveResponse> stream =
                new OrderedStream<>(channels.of(index), RegistrationServiceGrpc.getKeepAliveMethod());
        return leaseIds -> new Renewing(stream, leaseIds);
    }

    @Override
    public Caller discovering(int index, InstanceNames names, int services, Freshness freshness) {
        ReadOptions.Builder read = ReadOptions.newBuilder();
        switch (freshness) {
            case LINEARIZABLE -> read.setConsistency(Consistency.CONSISTENCY_LINEARIZABLE);
            case AT_LEAST ->
                read.setConsistency(Consistency.CONSISTENCY_AT_LEAST).setMinRevision(revision.get());
            case LOCAL -> read.setConsistency(Consistency.CONSISTENCY_LOCAL);
        }
        DiscoverRequest[] requests = new DiscoverRequest[services];
        for (int i = 0; i < services; i++) {
            requests[i] = DiscoverRequest.newBuilder()
                    .setService(names.service(i))
                    .setRead(read)
                    .build();
        }
        SplittableRandom order = new SplittableRandom(seed + index);
        Channel channel = channels.of(index);
        return completion -> Unary.call(
                channel,
                DiscoveryServiceGrpc.getDiscoverMethod(),
                requests[order.nextInt(services)],
                answer -> {
                    if (answer.getInstancesCount() == InstanceNames.PER_SERVICE) {
                        completion.succeeded(1);
                    } else {
                        completion.failed("INSTANCES_MISSING");
                    }
                },
                completion::failed);
    }

    @Override
    public void close() {
        channels.close();
    }

    private void saw(ResponseHeader header) {
        revision.accumulateAndGet(header.getRevision(), Math::max);
        registryTimeMillis.accumulateAndGet(header.getRegistryTimeMillis(), Math::max);
    }

    private final class Registering implements Caller {
        private final Channel channel;
        private final InstanceNames names;
        private final LongConsumer leases;
        private final String client = UUID.randomUUID().toString();
        private long sequence;

        Registering(Channel channel, InstanceNames names, LongConsumer leases) {
            this.channel = channel;
            this.names = names;
            this.leases = leases;
        }

        @Override
        public void call(Completion completion) {
            sequence++;
            RegisterRequest request = RegisterRequest.newBuilder()
                    .setRequestId(RequestId.newBuilder()
                            .setClientId(client)
                            .setSequence(sequence)
                            .setLowestUnanswered(sequence)
                            .setIssuedAtMillis(registryTimeMillis.get()))
                    .setInstance(SampleInstance.of(names.next()).setLease(lease))
                    .build();
            Unary.call(
                    channel,
                    RegistrationServiceGrpc.getRegisterMethod(),
                    request,
                    answer -> {
                        saw(answer.getHeader());
                        leases.accept(answer.getLeaseId());
                        completion.succeeded(1);
                    },
                    completion::failed);
        }
    }

    private record Renewing(OrderedStream<KeepAliveRequest, KeepAliveResponse> stream, KeepAliveRequest request)
            implements Caller {
        Renewing(OrderedStream<KeepAliveRequest, KeepAliveResponse> stream, long[] leaseIds) {
            this(
                    stream,
                    KeepAliveRequest.newBuilder()
                            .addAllLeaseIds(Arrays.stream(leaseIds).boxed().toList())
                            .build());
        }

        @Override
        public void call(Completion completion) {
            stream.send(request, new OrderedStream.Reply<>() {
                @Override
                public void answered(KeepAliveResponse answer) {
                    if (answer.getErrorValue() != 0) {
                        completion.failed(answer.getError().name().replace("ERROR_REASON_", ""));
                    } else if (answer.getExceptionsCount() > 0) {
                        completion.failed(answer.getExceptions(0).getStatus().name());
                    } else {
                        completion.succeeded(request.getLeaseIdsCount());
                    }
                }

                @Override
                public void failed(String reason) {
                    completion.failed(reason);
                }
            });
        }
    }
}
