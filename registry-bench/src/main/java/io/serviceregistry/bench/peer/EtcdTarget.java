package io.serviceregistry.bench.peer;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.serviceregistry.bench.etcd.KVGrpc;
import io.serviceregistry.bench.etcd.LeaseGrantRequest;
import io.serviceregistry.bench.etcd.LeaseGrpc;
import io.serviceregistry.bench.etcd.LeaseKeepAliveRequest;
import io.serviceregistry.bench.etcd.LeaseKeepAliveResponse;
import io.serviceregistry.bench.etcd.PutRequest;
import io.serviceregistry.bench.etcd.RangeRequest;
import io.serviceregistry.bench.load.Caller;
import io.serviceregistry.bench.load.Channels;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.OrderedStream;
import io.serviceregistry.bench.load.SampleInstance;
import io.serviceregistry.bench.load.Target;
import io.serviceregistry.bench.load.Unary;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * etcd as a service registry: a registration grants a lease and puts a key attached to it, one after the other, since the key
 * names the lease; a renewal is a message on the keep-alive stream, which names one lease; the instances of a service are the
 * keys below its name. The value is what the registry's instance says of itself, in the same encoding.
 */
final class EtcdTarget implements Target {
    private static final String ROOT = "/registry/";

    private final Channels channels;
    private final long ttlSeconds;
    private final long seed;

    EtcdTarget(List<String> addresses, int connectionsPerNode, Duration ttl, long seed) {
        this.channels = new Channels(addresses, connectionsPerNode);
        this.ttlSeconds = ttl.toSeconds();
        this.seed = seed;
    }

    /** The keys of a service's instances. */
    static RangeRequest.Builder instancesOf(String service) {
        return RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(ROOT + service + '/'))
                .setRangeEnd(ByteString.copyFromUtf8(ROOT + service + (char) ('/' + 1)));
    }

    /** The keys of all instances. */
    static RangeRequest.Builder all() {
        return RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("/registry/"))
                .setRangeEnd(ByteString.copyFromUtf8("/registry0"));
    }

    /** The write of an instance. */
    static PutRequest put(InstanceNames.Name name, long lease) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(ROOT + name.service() + '/' + name.id()))
                .setValue(SampleInstance.of(name).build().toByteString())
                .setLease(lease)
                .build();
    }

    @Override
    public Caller registering(int index, InstanceNames names, LongConsumer leases) {
        Channel channel = channels.of(index);
        LeaseGrantRequest grant =
                LeaseGrantRequest.newBuilder().setTTL(ttlSeconds).build();
        return completion -> Unary.call(
                channel,
                LeaseGrpc.getLeaseGrantMethod(),
                grant,
                granted -> Unary.call(
                        channel,
                        KVGrpc.getPutMethod(),
                        put(names.next(), granted.getID()),
                        put -> {
                            leases.accept(granted.getID());
                            completion.succeeded(1);
                        },
                        completion::failed),
                completion::failed);
    }

    @Override
    public Renewals renewals(int index) {
        OrderedStream<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream =
                new OrderedStream<>(channels.of(index), LeaseGrpc.getLeaseKeepAliveMethod());
        return leaseIds -> {
            if (leaseIds.length != 1) {
                throw new IllegalArgumentException(
                        "leaseIds: " + leaseIds.length + " (expected: 1, as a message names one lease)");
            }
            return new Renewing(
                    stream,
                    LeaseKeepAliveRequest.newBuilder().setID(leaseIds[0]).build());
        };
    }

    @Override
    public Caller discovering(int index, InstanceNames names, int services, Freshness freshness) {
        if (freshness == Freshness.AT_LEAST) {
            throw new IllegalArgumentException("freshness: AT_LEAST (expected: what etcd has: LINEARIZABLE or LOCAL)");
        }
        RangeRequest[] requests = new RangeRequest[services];
        for (int i = 0; i < services; i++) {
            requests[i] = instancesOf(names.service(i))
                    .setSerializable(freshness == Freshness.LOCAL)
                    .build();
        }
        SplittableRandom order = new SplittableRandom(seed + index);
        Channel channel = channels.of(index);
        return completion -> Unary.call(
                channel,
                KVGrpc.getRangeMethod(),
                requests[order.nextInt(services)],
                answer -> {
                    if (answer.getKvsCount() == InstanceNames.PER_SERVICE) {
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

    private record Renewing(
            OrderedStream<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream, LeaseKeepAliveRequest request)
            implements Caller {
        @Override
        public void call(Completion completion) {
            stream.send(request, new OrderedStream.Reply<>() {
                @Override
                public void answered(LeaseKeepAliveResponse answer) {
                    if (answer.getTTL() > 0) {
                        completion.succeeded(1);
                    } else {
                        completion.failed("LEASE_GONE");
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
