package io.serviceregistry.node.rpc;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.ClusterConfig;
import io.serviceregistry.node.config.ConfigException;
import io.serviceregistry.node.membership.AddressEntry;
import io.serviceregistry.node.membership.NodeAddresses;
import java.util.Collection;
import java.util.List;

/** Where nodes are, to the peer schema and back. */
final class AddressMapper {
    private AddressMapper() {}

    static List<io.serviceregistry.proto.peer.v1.AddressEntry> toSchema(Collection<AddressEntry> entries) {
        return entries.stream()
                .map(entry -> io.serviceregistry.proto.peer.v1.AddressEntry.newBuilder()
                        .setNodeId(entry.nodeId())
                        .setGeneration(entry.generation())
                        .setGrpcAddress(entry.addresses().grpc())
                        .setPeerAddress(entry.addresses().peer())
                        .setRaftAddress(entry.addresses().raft())
                        .setHttpAddress(entry.addresses().http())
                        .build())
                .toList();
    }

    /** Leaves out what cannot be so. */
    static List<AddressEntry> fromSchema(List<io.serviceregistry.proto.peer.v1.AddressEntry> entries) {
        return entries.stream()
                .filter(AddressMapper::isSound)
                .map(AddressMapper::fromSchema)
                .toList();
    }

    private static AddressEntry fromSchema(io.serviceregistry.proto.peer.v1.AddressEntry entry) {
        return new AddressEntry(
                entry.getNodeId(),
                entry.getGeneration(),
                new NodeAddresses(
                        entry.getGrpcAddress(),
                        entry.getPeerAddress(),
                        entry.getRaftAddress(),
                        entry.getHttpAddress()));
    }

    private static boolean isSound(io.serviceregistry.proto.peer.v1.AddressEntry entry) {
        return ClusterConfig.isId(entry.getNodeId())
                && entry.getGeneration() > 0
                && isAddress(entry.getGrpcAddress())
                && isAddress(entry.getPeerAddress())
                && isAddress(entry.getRaftAddress())
                && (entry.getHttpAddress().isEmpty() || isAddress(entry.getHttpAddress()));
    }

    private static boolean isAddress(String text) {
        try {
            return Address.parse("address", text).port() > 0;
        } catch (ConfigException e) {
            return false;
        }
    }
}
