package io.serviceregistry.node.http;

import com.linecorp.armeria.server.ServerBuilder;

/** Some paths of the HTTP door, and who answers them. */
public interface HttpRoutes {

    /** Adds them to a server that is being made. Handlers run on event loops and must not block. */
    void addTo(ServerBuilder server);
}
