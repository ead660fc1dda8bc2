/**
 * A cluster in containers that Docker Compose keeps: which of its containers are nodes, and how one is stopped, started and asked.
 * Goes through the programs that operators use; how the cluster is, its nodes say themselves, in their containers.
 */
@NullMarked
package io.serviceregistry.cli.compose;

import org.jspecify.annotations.NullMarked;
