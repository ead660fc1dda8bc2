package io.serviceregistry.node.http.rest;

import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.proto.v1.ResumePoint;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.Optional;

/** The ids of events: the state that a stream has led its reader to, so that what a reader sends back says where to go on. */
final class EventId {
    private static final char BETWEEN = ':';

    private EventId() {}

    /** The id after an event; empty when its reader has no whole state then. */
    static Optional<String> after(String clusterId, WatchResponse response) {
        return switch (response.getContentCase()) {
            case SYNCED ->
                Optional.of(id(clusterId, response.getSynced().getHeader().getRevision()));
            case BOOKMARK -> Optional.of(id(clusterId, response.getBookmark().getRevision()));
            case CHANGES ->
                response.getChanges().getContinues()
                        ? Optional.empty()
                        : Optional.of(id(clusterId, response.getChanges().getToRevision()));
            case SNAPSHOT, RESYNC, CONTENT_NOT_SET -> Optional.empty();
        };
    }

    private static String id(String clusterId, long revision) {
        return clusterId + BETWEEN + Long.toUnsignedString(revision);
    }

    /** What an id that came back stands for. */
    static ResumePoint read(String header, String id) {
        int between = id.lastIndexOf(BETWEEN);
        if (between > 0) {
            try {
                return ResumePoint.newBuilder()
                        .setClusterId(id.substring(0, between))
                        .setRevision(Long.parseUnsignedLong(id.substring(between + 1)))
                        .build();
            } catch (NumberFormatException e) {
                throw wrong(header, id);
            }
        }
        throw wrong(header, id);
    }

    private static InvalidFieldException wrong(String header, String id) {
        return new InvalidFieldException(header, id, "the id of an event: cluster id, colon, revision");
    }
}
