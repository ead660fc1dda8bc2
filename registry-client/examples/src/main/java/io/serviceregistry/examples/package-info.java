/**
 * Two services that find each other through the registry: orders, and the payments that they are charged by. Each
 * command is one process, and its class shows on one screen how an application embeds the client.
 */
@NullMarked
package io.serviceregistry.examples;

import org.jspecify.annotations.NullMarked;
