/** What the client promises against real nodes: three processes on this machine, killed and started again. */
@NullMarked
package io.serviceregistry.client.cluster;

import org.jspecify.annotations.NullMarked;
