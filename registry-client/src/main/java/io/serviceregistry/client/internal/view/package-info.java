/**
 * Live views of services: what watches tell, made into snapshots that survive the loss of the registry and, where a directory
 * is given, of the process.
 */
@NullMarked
package io.serviceregistry.client.internal.view;

import org.jspecify.annotations.NullMarked;
