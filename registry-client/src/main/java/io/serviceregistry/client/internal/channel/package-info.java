/** The gRPC side of the ports: channels to nodes, unary calls and renewal streams over them. Holds no decisions. */
@NullMarked
package io.serviceregistry.client.internal.channel;

import org.jspecify.annotations.NullMarked;
