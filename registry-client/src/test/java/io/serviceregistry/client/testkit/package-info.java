/** What the client's tests share: time moved by hand, simulated nodes, and a scripted server over real sockets. */
@NullMarked
package io.serviceregistry.client.testkit;

import org.jspecify.annotations.NullMarked;
