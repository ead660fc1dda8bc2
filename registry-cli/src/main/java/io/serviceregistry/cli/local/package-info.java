/**
 * A cluster of real node processes on this machine: where its files are, how its nodes are started, and how they are
 * stopped, killed, paused and resumed.
 *
 * <p>Nodes outlive the command that started them. A process is only ever signalled when the pid file, its start and its
 * command line all say that it is ours.
 */
@NullMarked
package io.serviceregistry.cli.local;

import org.jspecify.annotations.NullMarked;
