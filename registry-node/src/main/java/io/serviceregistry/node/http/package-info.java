/**
 * The HTTP door. Each surface is one {@link io.serviceregistry.node.http.HttpRoutes}; the server, its limits and the shape of its errors are
 * the same for all of them.
 */
@NullMarked
package io.serviceregistry.node.http;

import org.jspecify.annotations.NullMarked;
