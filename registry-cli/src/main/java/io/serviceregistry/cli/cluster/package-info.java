/**
 * What the nodes say of themselves, put together: who leads, who is healthy, and whether all hold the same state.
 */
@NullMarked
package io.serviceregistry.cli.cluster;

import org.jspecify.annotations.NullMarked;
