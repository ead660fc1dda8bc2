/**
 * The gRPC door: for clients, and between nodes. Each method maps in, calls one use case, and maps out; what goes wrong
 * becomes a status in one table.
 */
@NullMarked
package io.serviceregistry.node.rpc;

import org.jspecify.annotations.NullMarked;
