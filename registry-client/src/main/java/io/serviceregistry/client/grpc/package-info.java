/**
 * A name resolver for gRPC: a plain channel to {@code registry:///payment} calls the instances of that service, as the registry
 * knows them at any time.
 */
@NullMarked
package io.serviceregistry.client.grpc;

import org.jspecify.annotations.NullMarked;
